"""Checks what a set is made of: files missing or too many, and columns that cannot be done without."""

from sitthi.files.check.scope import Scope

__all__ = ["check_structure"]


def check_structure(scope: Scope) -> None:
    """Finds missing files and columns; a file that came but could not be read is not missing."""
    came = scope.columns.keys() | scope.unread
    rules = scope.rules
    for rule in rules.needed_files:
        if came & set(rule.any_of):
            continue
        beside = [file for file in rule.beside if file in scope.columns]
        if rule.beside and not beside:
            continue
        for file in beside if rule.at_child else rule.any_of[:1]:
            scope.found.find(rule.code, file)
            if rule.at_child:
                scope.found.hold_back(file)
    if any(len(came) > most.n for most in rules.most_files if most.format == scope.format.id):
        scope.found.find("claim.too_many_files", list(scope.columns)[-1])
    for file, columns in scope.columns.items():
        for field in scope.format.fields_of(file):
            if field.name not in columns and scope.is_needed(field):
                scope.found.find("claim.column_missing", file, field.name)
