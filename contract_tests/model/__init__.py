"""A model of what the server holds: it watches every exchange and knows what schemas cannot say."""
