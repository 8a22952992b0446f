package sort

type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

func Sort(data Interface)

type reverse struct {
	Interface
}

//line $GOROOT/src/sort/sort.go:246
func (r reverse) Less(i, j int) bool {
	return r.Interface.Less(j, i)
}

//line $GOROOT/src/sort/sort.go:251
func Reverse(data Interface) Interface {
	return &reverse{data}
}

func IsSorted(data Interface) bool

type IntSlice []int

//line $GOROOT/src/sort/sort.go:271
func (p IntSlice) Len() int           { return len(p) }
func (p IntSlice) Less(i, j int) bool { return p[i] < p[j] }
func (p IntSlice) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

//line $GOROOT/src/sort/sort.go:276
func (p IntSlice) Sort() { Sort(p) }

type Float64Slice []float64

//line $GOROOT/src/sort/sort.go:282
func (p Float64Slice) Len() int           { return len(p) }
func (p Float64Slice) Less(i, j int) bool { return p[i] < p[j] || isNaN(p[i]) && !isNaN(p[j]) }
func (p Float64Slice) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

//line $GOROOT/src/sort/sort.go:287
func isNaN(f float64) bool {
	return f != f
}

//line $GOROOT/src/sort/sort.go:292
func (p Float64Slice) Sort() { Sort(p) }

type StringSlice []string

//line $GOROOT/src/sort/sort.go:297
func (p StringSlice) Len() int           { return len(p) }
func (p StringSlice) Less(i, j int) bool { return p[i] < p[j] }
func (p StringSlice) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

//line $GOROOT/src/sort/sort.go:302
func (p StringSlice) Sort() { Sort(p) }

//line $GOROOT/src/sort/sort.go:307
func Ints(a []int) { Sort(IntSlice(a)) }

//line $GOROOT/src/sort/sort.go:311
func Float64s(a []float64) { Sort(Float64Slice(a)) }

//line $GOROOT/src/sort/sort.go:314
func Strings(a []string) { Sort(StringSlice(a)) }

//line $GOROOT/src/sort/sort.go:317
func IntsAreSorted(a []int) bool { return IsSorted(IntSlice(a)) }

//line $GOROOT/src/sort/sort.go:321
func Float64sAreSorted(a []float64) bool { return IsSorted(Float64Slice(a)) }

//line $GOROOT/src/sort/sort.go:324
func StringsAreSorted(a []string) bool { return IsSorted(StringSlice(a)) }

func Stable(data Interface)

func init()
