"""When a step may be done, skipped or sent back to."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from sitthi.core.claims.events import EventKind
from sitthi.core.claims.needs import claim_step
from sitthi.core.claims.scene import Check, Scene
from sitthi.core.claims.standing import SETTLED, StepState
from sitthi.core.claims.waiting import standing_in_the_way
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal
from sitthi.core.flow.step import Step

__all__ = ["STEP_CHECKS"]


def _not_done(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    step = scene.step(wish.step)
    if step is None:
        return Refusal("case.no_such_step")
    if refusal := _settled(scene, step):
        return refusal
    if scene.progress.steps[step.number - 1].state is StepState.NOT_YET_KNOWN:
        return Refusal("case.weight_not_known", {"step": step.id})
    before = scene.progress.open_step_of(step.unit)
    if before is not None and before.step.number < step.number:
        return Refusal("case.step_before_it", {"step": step.id, "before": before.step.id})
    if step == claim_step(scene.flow) and (refusal := _claim_not_ready(scene, at)):
        return refusal
    now = {each.document.id for each in standing_in_the_way(step, scene.flow, scene.progress.documents)}
    then = standing_in_the_way(step, scene.flow, tuple(scene.documents_at(at).values()))
    lacking = [each.document.id for each in then if each.document.id in now]
    if lacking:
        return Refusal("case.documents_missing", {"step": step.id, "documents": ",".join(lacking)})
    return None


def _not_skipped(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    step = scene.step(wish.step)
    return Refusal("case.no_such_step") if step is None else _settled(scene, step)


def _not_returned(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    step = scene.step(wish.step)
    if step is None:
        return Refusal("case.no_such_step")
    if scene.progress.is_paused:
        return Refusal("case.paused")
    if scene.progress.steps[step.number - 1].state not in (StepState.DONE, StepState.SKIPPED):
        return Refusal("case.step_not_done", {"step": step.id})
    its_turn = scene.progress.current or claim_step(scene.flow)
    if wish.unit not in (scene.progress.holder_unit, its_turn.unit):
        return Refusal("case.not_holder", {"unit": scene.progress.holder_unit})
    return None


def _settled(scene: Scene, step: Step) -> Refusal | None:
    """Says why nothing more is asked of a step now."""
    state = scene.progress.steps[step.number - 1].state
    if scene.progress.is_paused:
        return Refusal("case.paused")
    if state not in SETTLED:
        return None
    if state is StepState.DONE:
        return Refusal("case.step_done_already", {"step": step.id})
    if state is StepState.SKIPPED:
        return Refusal("case.step_skipped_already", {"step": step.id})
    return Refusal("case.step_not_needed", {"step": step.id})


def _claim_not_ready(scene: Scene, at: datetime.datetime) -> Refusal | None:
    ended_at = scene.facts.ended_at
    if ended_at is None or at < ended_at:
        return Refusal("case.not_discharged")
    still_open = [each.step.id for each in scene.progress.steps[:-1] if not each.is_settled]
    return Refusal("case.steps_open", {"steps": ",".join(still_open)}) if still_open else None


STEP_CHECKS: Mapping[EventKind, Check] = MappingProxyType(
    {
        EventKind.STEP_DONE: _not_done,
        EventKind.STEP_SKIPPED: _not_skipped,
        EventKind.STEP_RETURNED: _not_returned,
    }
)
"""By kind of event, what says why it may not happen."""
