from . import test_insight_features
from . import test_insight_features_kept
from . import test_insight_scores
from . import test_insight_score_card
from . import test_insight_night
from . import test_insight_score_tour
from . import test_insight_tools
from . import test_insight_tools_scorecard
