package strings

//line $GOROOT/src/strings/compare.go:13
func Compare(a, b string) int {
//line $GOROOT/src/strings/compare.go:21
	if a == b {
		return 0
	}
	if a < b {
		return -1
	}
	return +1
}
