// wrap.go: walking a chain of errors, each of which may wrap another (Go 1.13's Unwrap convention).

package errors

import (
	"internal/rtype"
	"unsafe"
)

// Is reports whether an error in err's chain equals target, or says so by a method Is.
func Is(err, target error) bool {
	if target == nil {
		return err == target
	}
	comparable := rtype.TypeOf(target).Comparable()
	for err != nil {
		if comparable && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
		err = Unwrap(err)
	}
	return false
}

// As finds the first error in err's chain that fits the variable target points to, and stores it
// there. It panics if target is no pointer to an interface or error type.
func As(err error, target interface{}) bool {
	if target == nil {
		panic("errors: target cannot be nil")
	}
	ptr := rtype.ValueOf(target)
	if ptr.Kind() != rtype.Ptr || ptr.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	var e error
	errorType := rtype.TypeOf(&e).Elem()
	want := ptr.Typ.Elem()
	if want.Kind() != rtype.Interface && !want.Implements(errorType) {
		panic("errors: *target must be interface or implement error")
	}
	for err != nil {
		if rtype.TypeOf(err).AssignableTo(want) {
			store(want, unsafe.Pointer(ptr.Pointer()), err)
			return true
		}
		if x, ok := err.(interface{ As(interface{}) bool }); ok && x.As(target) {
			return true
		}
		err = Unwrap(err)
	}
	return false
}

// store assigns err to the variable of type t at p.
func store(t *rtype.Type, p unsafe.Pointer, err error) {
	if t.Kind() == rtype.Interface {
		rtype.StoreInterface(t, p, err)
		return
	}
	rtype.At(t, p).Assign(rtype.ValueOf(err))
}
