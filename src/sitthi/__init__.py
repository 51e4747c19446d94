"""Claims, quality scores and fund allocation for the health-insurance offices of Thai public hospitals."""

__version__ = "0.1.0"
