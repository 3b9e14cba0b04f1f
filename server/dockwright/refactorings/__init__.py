"""The engines of the larger refactorings, shared by a rule and an assist: a plan decides, a rendering writes."""
