"""What nobody outside can put into a context: it says that a customer is acting."""
KEEP = object()
