"""From returned lists to the units that can be drawn."""
