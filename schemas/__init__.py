"""What a connector and its testers share: schemas, codecs and the topology file, and nothing that behaves."""
