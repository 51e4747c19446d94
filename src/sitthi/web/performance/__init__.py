"""How well the work goes: claims in time by month, fund, unit, ward and physician."""
