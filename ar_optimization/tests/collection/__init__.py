from . import test_collection_collector
