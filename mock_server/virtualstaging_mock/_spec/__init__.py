"""What the document says: operations, schemas, and the sentences of refusals."""
