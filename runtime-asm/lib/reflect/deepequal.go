package reflect

// deepequal.go: equality that follows pointers, slices and maps.

import (
	rt "internal/rtype"
	"unsafe"
)

// visit is a pair of addresses under comparison; meeting it again means a cycle, taken as equal.
type visit struct {
	a, b unsafe.Pointer
	t    *rt.Type
}

func DeepEqual(x, y interface{}) bool {
	if x == nil || y == nil {
		return x == y
	}
	a, b := ValueOf(x), ValueOf(y)
	if a.typ != b.typ {
		return false
	}
	return deepEqual(a, b, make(map[visit]bool))
}

func deepEqual(a, b Value, seen map[visit]bool) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.typ != b.typ {
		return false
	}
	k := a.Kind()
	switch k {
	case Map, Slice, Ptr, Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() && b.IsNil()
		}
	}
	switch k {
	case Map, Slice, Ptr:
		p, q := unsafe.Pointer(a.Pointer()), unsafe.Pointer(b.Pointer())
		if uintptr(p) > uintptr(q) {
			p, q = q, p
		}
		v := visit{p, q, a.typ}
		if k != Slice || a.Len() == b.Len() {
			if seen[v] {
				return true
			}
			seen[v] = true
		}
	}
	switch {
	case k == Array || k == Slice:
		if a.Len() != b.Len() {
			return false
		}
		if k == Slice && a.Pointer() == b.Pointer() {
			return true
		}
		for i := 0; i < a.Len(); i++ {
			if !deepEqual(a.Index(i), b.Index(i), seen) {
				return false
			}
		}
		return true
	case k == Interface:
		return deepEqual(a.Elem(), b.Elem(), seen)
	case k == Ptr:
		return a.Pointer() == b.Pointer() || deepEqual(a.Elem(), b.Elem(), seen)
	case k == Struct:
		for i := 0; i < a.NumField(); i++ {
			if !deepEqual(a.Field(i), b.Field(i), seen) {
				return false
			}
		}
		return true
	case k == Map:
		if a.Len() != b.Len() {
			return false
		}
		if a.Pointer() == b.Pointer() {
			return true
		}
		for it := a.r().MapRange(); it.Next(); {
			other := rt.MapIndex(b.r(), it.Key())
			if !other.IsValid() || !deepEqual(wrap(it.Elem()), wrap(other), seen) {
				return false
			}
		}
		return true
	case k == Func:
		return a.IsNil() && b.IsNil()
	case k == Bool:
		return a.Bool() == b.Bool()
	case isSigned(k):
		return a.Int() == b.Int()
	case isUnsigned(k):
		return a.Uint() == b.Uint()
	case isFloat(k):
		return a.Float() == b.Float()
	case isComplex(k):
		return a.Complex() == b.Complex()
	case k == String:
		return a.r().Str() == b.r().Str()
	}
	return a.Pointer() == b.Pointer()
}
