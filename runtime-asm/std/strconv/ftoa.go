package strconv

//line $GOROOT/src/strconv/ftoa.go:47
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	return string(genericFtoa(make([]byte, 0, max(prec+4, 24)), f, fmt, prec, bitSize))
}

//line $GOROOT/src/strconv/ftoa.go:53
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	return genericFtoa(dst, f, fmt, prec, bitSize)
}

//go9:esc dst=r0
func genericFtoa(dst []byte, val float64, fmt byte, prec, bitSize int) []byte

//line $GOROOT/src/strconv/ftoa.go:578
func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}
