"""What models notice about the records, for people to look at. Nothing here scores, gates or ranks anybody."""
