// stack.go: goroutine stacks: where they come from and how they grow.
//
// A stack starts with 2 KB. Each function's prologue compares SP with g.stackguard0, which lies stackGuard
// bytes above the end: a function may use 128 bytes below the guard without asking, and nosplit
// functions share the rest. A prologue that fails calls morestack (switch_amd64.s), which brings us
// to newstack on g0: it takes a stack of twice the size, copies what is in use, and adds the distance
// to every word that points into the old stack. Which words these are the compiler has written down: stack
// maps for locals and arguments, stack objects for variables whose address is taken, and the records
// of deferred calls, which are known. (Blocked goroutines do not grow, so the records of blocked channel
// operations need nothing.) No other pointer into a
// stack exists: escape analysis moves to the heap whatever could outlive its frame.
package runtime

import "unsafe"

const (
	stackMin   = 2048       // a new goroutine's stack, in bytes
	stackMax   = 1000000000 // a stack that would be larger is an error
	stackGuard = 880        // Go 1.13's distance of the guard from the end, in bytes

	// stackPreempt (-1314, known to the compiler) in stackguard0 makes the next prologue call morestack: a request to yield.
	stackPreempt = ^uintptr(1313)

	manualPage = 8192 // unit of allocManual
)

// stackPool holds free stacks of 2, 4, 8, 16 and 32 KB; the first word of each links to the next.
var stackPool [5]uintptr

// stackOrder is n's place in stackPool: log2(n / stackMin).
func stackOrder(n uintptr) int {
	order := 0
	for n > stackMin {
		n >>= 1
		order++
	}
	return order
}

// stackalloc gives a stack of n bytes, a power of two. On g0.
func stackalloc(n uintptr) stack {
	order := stackOrder(n)
	if order >= len(stackPool) {
		p := uintptr(allocManual(n / manualPage))
		return stack{p, p + n}
	}
	if stackPool[order] == 0 {
		// Cut a piece of 32 KB, or a page, whichever holds the size.
		chunk := uintptr(32 << 10)
		p := uintptr(allocManual(chunk / manualPage))
		for at := p; at < p+chunk; at += n {
			*(*uintptr)(unsafe.Pointer(at)) = stackPool[order]
			stackPool[order] = at
		}
	}
	p := stackPool[order]
	stackPool[order] = *(*uintptr)(unsafe.Pointer(p))
	return stack{p, p + n}
}

// stackfree gives a stack back.
func stackfree(s stack) {
	n := s.hi - s.lo
	order := stackOrder(n)
	if order >= len(stackPool) {
		freeManual(unsafe.Pointer(s.lo), n/manualPage)
		return
	}
	*(*uintptr)(unsafe.Pointer(s.lo)) = stackPool[order]
	stackPool[order] = s.lo
}

// newstack deals with a prologue that did not pass: a request to yield, or too little stack. It comes
// from morestack, on g0, and ends by restarting the function.
func newstack() {
	gp := getg().m.curg
	if gp.stackguard0 == stackPreempt {
		gp.stackguard0 = gp.stack.lo + stackGuard
		if mayPreempt(gp) {
			gopreempt(gp)
		}
		gogo(&gp.sched) // the prologue compares again
	}
	sp := gp.sched.sp
	if sp < gp.stack.lo {
		print("runtime: goroutine stack [", gp.stack.lo, " ", gp.stack.hi, "] sp ", sp, "\n")
		throw("split stack overflow")
	}
	size := (gp.stack.hi - gp.stack.lo) * 2
	if size > stackMax {
		print("runtime: goroutine stack exceeds ", uintptr(stackMax), "-byte limit\n")
		throw("stack overflow")
	}
	copystack(gp, size)
	gogo(&gp.sched)
}

// adjustment says which addresses move, and how far.
type adjustment struct {
	lo, hi uintptr // the old stack
	delta  uintptr
}

// pointer moves the pointer at p, if it points into the old stack.
func (a *adjustment) pointer(p uintptr) {
	v := *(*uintptr)(unsafe.Pointer(p))
	if v-a.lo < a.hi-a.lo {
		*(*uintptr)(unsafe.Pointer(p)) = v + a.delta
	}
}

// words moves those of the words from p on that the map calls pointers.
func (a *adjustment) words(p uintptr, bv *bitvector) {
	n := uintptr(bv.n)
	for i := uintptr(0); i < n; i += 8 {
		bits := *(*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(bv.bytedata)) + i/8))
		for at := p + i*8; bits != 0; at += 8 {
			if bits&1 != 0 {
				a.pointer(at)
			}
			bits >>= 1
		}
	}
}

// frame moves the pointers that a frame holds.
func (a *adjustment) frame(f *stkframe) {
	if f.argp-f.varp == 16 {
		a.pointer(f.varp) // the caller's BP
	}
	if f.continpc == 0 {
		return
	}
	locals, args, objs := getStackMap(f)
	if locals.n > 0 {
		a.words(f.varp-uintptr(locals.n)*8, &locals)
	}
	if args.n > 0 {
		a.words(f.argp, &args)
	}
	for i := range objs {
		o := &objs[i]
		base := f.varp
		if o.off >= 0 {
			base = f.argp
		}
		p := base + uintptr(o.off)
		if p < f.sp || o.typ.ptrdata == 0 {
			continue
		}
		bv := bitvector{int32(o.typ.ptrdata / 8), typePointerMask(o.typ)}
		a.words(p, &bv)
	}
}

// copystack moves gp, which does not run, to a new stack of size bytes.
func copystack(gp *g, size uintptr) {
	old := gp.stack
	used := old.hi - gp.sched.sp
	s := stackalloc(size)
	memmove(unsafe.Pointer(s.hi-used), unsafe.Pointer(old.hi-used), used)

	a := adjustment{old.lo, old.hi, s.hi - old.hi}
	at := func(p unsafe.Pointer) uintptr { return uintptr(p) }

	a.pointer(at(unsafe.Pointer(&gp.sched.ctxt)))
	a.pointer(at(unsafe.Pointer(&gp.sched.bp)))
	a.pointer(at(unsafe.Pointer(&gp._panic)))
	// The list of deferred calls, from the new copies of those records that lie in frames.
	a.pointer(at(unsafe.Pointer(&gp._defer)))
	for d := gp._defer; d != nil; d = d.link {
		a.pointer(at(unsafe.Pointer(&d.fn)))
		a.pointer(at(unsafe.Pointer(&d.sp)))
		a.pointer(at(unsafe.Pointer(&d._panic)))
		a.pointer(at(unsafe.Pointer(&d.link)))
	}

	gp.stack = s
	gp.stackguard0 = s.lo + stackGuard
	gp.stackguard1 = gp.stackguard0
	gp.sched.sp = s.hi - used

	walkDeferArgs(gp, func(f *stkframe) {
		if _, args, _ := getStackMap(f); args.n > 0 {
			a.words(f.argp, &args)
		}
	})
	walkStack(gp, func(f *stkframe) bool {
		a.frame(f)
		return true
	})

	if debugStack != 0 {
		// Anything that still uses the old stack shall notice.
		for p := old.lo; p < old.hi; p += 8 {
			*(*uintptr)(unsafe.Pointer(p)) = 0xfcfcfcfcfcfcfcfc
		}
	}
	stackfree(old)
}

// debugStack is set by GO9DEBUG=stack: old stacks are overwritten.
var debugStack int32
