"""Who works where: organisations as a tree, people, their roles, and what each may see and do."""
