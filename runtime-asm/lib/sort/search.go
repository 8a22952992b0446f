// search.go: binary search.

package sort

// Search gives the least i in [0,n) for which f is true, n if there is none; f must be false up to
// some index and true from there on.
func Search(n int, f func(int) bool) int {
	lo, hi := 0, n
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); f(m) {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return lo
}

func SearchInts(a []int, x int) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
