"""What a figure earns: cut points, group reference, set values, scorecards and a region's own settings."""
