package strconv

func ParseFloat(s string, bitSize int) (float64, error)
