"""From somebody's compiled contracts to a deployed target that the suite can drive."""
