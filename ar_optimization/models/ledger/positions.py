"""Each room that acts by itself has the same three positions per company: the due date watch, tiers
and limits, the guard. Figures, scores and ageing only look, and have none."""


POSITIONS = [
    ('off', "Off"),
    ('observe', "Observe"),
    ('on', "On"),
]
