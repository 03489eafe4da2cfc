from . import test_insight_features
