"""Building blocks of the rules: numbers, addresses, hashing, ABI packing, journalled state, the sorted list."""
