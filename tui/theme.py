"""Colours. No state is told by colour alone: its word and symbol are `widgets.states`."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="strongroom-dark",
    primary="#7FB4CA",
    secondary="#5B8AA0",
    accent="#E6C384",
    warning="#FFA066",
    error="#E46876",
    success="#98BB6C",
    foreground="#DCD7CA",
    background="#16181C",
    surface="#1D2026",
    panel="#272B33",
    dark=True,
)
LIGHT = Theme(
    name="strongroom-light",
    primary="#255F85",
    secondary="#4A7A96",
    accent="#8A5A00",
    warning="#A34700",
    error="#A8213B",
    success="#3C6E1F",
    foreground="#20242A",
    background="#F7F5F0",
    surface="#EFECE4",
    panel="#E2DED3",
    dark=False,
)
THEMES = (DARK, LIGHT)
