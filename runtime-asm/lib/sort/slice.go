// slice.go: sorting a slice of any type by a function.

package sort

import (
	"internal/rtype"
	"unsafe"
)

type lessSwap struct {
	less func(i, j int) bool
	swap func(i, j int)
}

func (f *lessSwap) Less(i, j int) bool { return f.less(i, j) }
func (f *lessSwap) Swap(i, j int)      { f.swap(i, j) }

// noescape hides from escape analysis that p is passed on: what it points to must outlive the use. less
// may be a closure in the caller's frame, which a heap object must not point to.
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

// Slice sorts slice by less; equal elements may change places.
func Slice(slice interface{}, less func(i, j int) bool) {
	swap := rtype.Swapper(slice)
	n := rtype.ValueOf(slice).Len()
	data := lessSwap{less, swap}
	quick((*lessSwap)(noescape(unsafe.Pointer(&data))), 0, n, depthLimit(n))
}

// SliceStable sorts slice by less and keeps equal elements in their order.
func SliceStable(slice interface{}, less func(i, j int) bool) {
	swap := rtype.Swapper(slice)
	data := lessSwap{less, swap}
	stable((*lessSwap)(noescape(unsafe.Pointer(&data))), rtype.ValueOf(slice).Len())
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
