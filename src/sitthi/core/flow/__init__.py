"""Process definitions of claims, their flow process charts, and the lean comparison of two."""
