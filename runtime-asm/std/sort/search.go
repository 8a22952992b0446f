package sort

//go9:esc f=none
func Search(n int, f func(int) bool) int

//go9:esc a=none
func SearchInts(a []int, x int) int

//go9:esc a=none
func SearchFloat64s(a []float64, x float64) int

//go9:esc a=none x=none
func SearchStrings(a []string, x string) int

//line $GOROOT/src/sort/search.go:106
func (p IntSlice) Search(x int) int { return SearchInts(p, x) }

//line $GOROOT/src/sort/search.go:109
func (p Float64Slice) Search(x float64) int { return SearchFloat64s(p, x) }

//line $GOROOT/src/sort/search.go:112
func (p StringSlice) Search(x string) int { return SearchStrings(p, x) }
