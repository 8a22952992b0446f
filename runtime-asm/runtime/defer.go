// defer.go: records of deferred calls, from deferproc to deferreturn.
//
// The compiler turns `defer` in a loop into a call of deferproc, which copies the call into a record of its
// own; `defer` elsewhere keeps the record in the frame and calls deferprocStack (defer_amd64.s). Both
// return 0. Recovery makes the same call return 1, and the code behind it jumps to the end of the
// function, where deferreturn runs what is still pending.
//
// None of these functions may grow the stack: the arguments lie in places that no stack map describes
// until the record is linked, or until the deferred function runs.
package runtime

import "unsafe"

const (
	deferHeader  = unsafe.Sizeof(_defer{}) // 48; the arguments follow
	deferClasses = 8                       // records for 0, 1-16, 17-32, ... bytes of arguments are kept for reuse
)

// deferPool holds free records by size class, linked by _defer.link.
var deferPool [deferClasses]*_defer

// deferClass is the pool for siz bytes of arguments; classes beyond deferClasses are not pooled.
//go:nosplit
func deferClass(siz int32) uintptr {
	return (uintptr(siz) + 15) / 16
}

// deferArgs is where the arguments of d lie.
//go:nosplit
func deferArgs(d *_defer) unsafe.Pointer {
	return unsafe.Pointer(uintptr(unsafe.Pointer(d)) + deferHeader)
}

// deferproc queues a call of fn; its arguments, siz bytes, follow fn in the caller's frame.
//go:nosplit
func deferproc(siz int32, fn *funcval) {
	sp := getcallersp()
	pc := getcallerpc()
	args := unsafe.Pointer(uintptr(unsafe.Pointer(&fn)) + unsafe.Sizeof(fn))
	gp := getg()

	d := newdefer(siz)
	d.started = false
	d.heap = true
	d.siz = siz
	d.fn = fn
	d.sp = sp
	d.pc = pc
	d._panic = nil
	d.link = gp._defer
	gp._defer = d
	switch siz {
	case 0:
	case 8:
		*(*uintptr)(deferArgs(d)) = *(*uintptr)(args)
	default:
		memmove(deferArgs(d), args, uintptr(siz))
	}

	return0()
	// Nothing may follow: AX is the result.
}

// newdefer finds a record with room for siz bytes of arguments. Records are no part of the
// collected heap: whoever walks the list marks fn and the arguments.
//go:nosplit
func newdefer(siz int32) *_defer {
	class := deferClass(siz)
	if class < deferClasses {
		d := deferPool[class]
		if d != nil {
			deferPool[class] = d.link
			return d
		}
	}
	var d *_defer
	systemstack(func() {
		d = allocDefer(siz, class)
	})
	return d
}

func allocDefer(siz int32, class uintptr) *_defer {
	if class < deferClasses {
		return (*_defer)(persistentalloc(deferHeader+class*16, 8))
	}
	pages := (deferHeader + uintptr(siz) + manualPage - 1) / manualPage
	return (*_defer)(allocManual(pages))
}

// freedefer gives back a record that deferproc made; records in frames need nothing.
//go:nosplit
func freedefer(d *_defer) {
	if !d.heap {
		return
	}
	class := deferClass(d.siz)
	if class < deferClasses {
		d.fn = nil
		d._panic = nil
		d.link = deferPool[class]
		deferPool[class] = d
		return
	}
	systemstack(func() {
		freeManual(unsafe.Pointer(d), (deferHeader+uintptr(d.siz)+manualPage-1)/manualPage)
	})
}

// deferreturn runs the newest deferred call of the function that calls it, if there is one left. arg0 is
// never passed: its address is where the caller's outgoing arguments begin.
//go:nosplit
func deferreturn(arg0 uintptr) {
	gp := getg()
	d := gp._defer
	if d == nil || d.sp != getcallersp() {
		return
	}

	// From here until the deferred function runs, the caller's argument area belongs to that function.
	switch d.siz {
	case 0:
	case 8:
		*(*uintptr)(unsafe.Pointer(&arg0)) = *(*uintptr)(deferArgs(d))
	default:
		memmove(unsafe.Pointer(&arg0), deferArgs(d), uintptr(d.siz))
	}
	fn := d.fn
	d.fn = nil
	gp._defer = d.link
	freedefer(d)
	jmpdefer(fn, uintptr(unsafe.Pointer(&arg0)))
}

func baddefersize() {
	throw("deferred call with more than 8 MB of arguments")
}
