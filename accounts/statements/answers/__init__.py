"""What customers answer to their statements 核对相符 / 不符, and how far a month is answered (E8)."""
