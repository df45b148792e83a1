"""The 13 operations, each as a flow."""
