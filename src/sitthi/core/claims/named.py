"""The names behind a refusal's ids, so that its sentence reads as the flow's people speak."""

from collections.abc import Mapping

from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import ProcessDefinition

__all__ = ["named"]


def named(refusal: Refusal, flow: ProcessDefinition, language: str) -> Mapping[str, str]:
    """Gives a refusal's detail with the labels of the flow in place of its ids; steps with their numbers."""
    labels = {
        "step": {step.id: f"{step.number} {step.label.in_language(language)}" for step in flow.steps},
        "document": {document.id: document.label.in_language(language) for document in flow.documents},
        "unit": {unit.id: unit.label.in_language(language) for unit in flow.units},
    }
    labels |= {"steps": labels["step"], "before": labels["step"], "documents": labels["document"]}
    return {
        key: ", ".join(labels.get(key, {}).get(name, name) for name in value.split(","))
        for key, value in refusal.detail.items()
    }
