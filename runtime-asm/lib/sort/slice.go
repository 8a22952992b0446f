// slice.go: sorting a slice of any type by a function.

package sort

import "internal/rtype"

type lessSwap struct {
	less func(i, j int) bool
	swap func(i, j int)
}

func (f *lessSwap) Less(i, j int) bool { return f.less(i, j) }
func (f *lessSwap) Swap(i, j int)      { f.swap(i, j) }

// Slice sorts slice by less; equal elements may change places.
func Slice(slice interface{}, less func(i, j int) bool) {
	swap := rtype.Swapper(slice)
	n := rtype.ValueOf(slice).Len()
	quick(&lessSwap{less, swap}, 0, n, depthLimit(n))
}

// SliceStable sorts slice by less and keeps equal elements in their order.
func SliceStable(slice interface{}, less func(i, j int) bool) {
	swap := rtype.Swapper(slice)
	stable(&lessSwap{less, swap}, rtype.ValueOf(slice).Len())
}

// SliceIsSorted reports whether slice is in order.
func SliceIsSorted(slice interface{}, less func(i, j int) bool) bool {
	v := rtype.ValueOf(slice)
	if v.Kind() != rtype.Slice {
		panic(&rtype.ValueError{"reflect.Value.Len", v.Kind()})
	}
	for i := v.Len() - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}
