"""Every room of the app has the same three positions per company."""


POSITIONS = [
    ('off', "Off"),
    ('observe', "Observe"),
    ('on', "On"),
]
