// stackwalk.go: from a goroutine's saved PC and SP to its frames, and what lies in them.
//
// Three parties walk stacks: tracebacks, the collector (roots) and stack growth (pointers that move).
// A frame, from high addresses to low:
//
//	argp    arguments and results, in the caller's outgoing area
//	fp      = argp
//	        return address
//	        the caller's BP, if the frame is not empty
//	varp    locals end here; their map counts words down from it
//	        outgoing arguments
//	sp
//
// The function table says for each PC how far SP lies below the return address, and which of the
// function's stack maps holds. Maps belong to calls, so a return address is looked up one byte earlier.
package runtime

import "unsafe"

// stkframe is one frame of a stack that stands still.
type stkframe struct {
	fn       funcInfo
	pc       uintptr // where it goes on
	exact    bool    // pc is an instruction that faulted or the function's entry, not a return address
	continpc uintptr // where it goes on really, 0 if never: a frame that panicked goes on at its deferreturn
	lr       uintptr // return address
	sp       uintptr
	fp       uintptr
	varp     uintptr
	argp     uintptr
}

// callpc is an address inside the instruction that the frame stands at.
func (f *stkframe) callpc() uintptr {
	if f.exact {
		return f.pc
	}
	return f.pc - 1
}

// bitvector is a stack map: bit i of byte i/8 tells whether word i holds a pointer.
type bitvector struct {
	n        int32
	bytedata *uint8
}

// ptrbit tells whether word i is a pointer.
func (bv *bitvector) ptrbit(i uintptr) bool {
	b := *(*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(bv.bytedata)) + i/8))
	return b>>(i%8)&1 != 0
}

// stackmap heads a table of n maps of nbit bits each, as FUNCDATA names it.
type stackmap struct {
	n    int32
	nbit int32
	// the maps follow, each a whole number of bytes
}

// stackmapdata is map i.
func stackmapdata(m *stackmap, i int32) bitvector {
	if i < 0 || i >= m.n {
		throw("stack map index out of range")
	}
	bytes := uintptr((m.nbit + 7) >> 3)
	return bitvector{m.nbit, (*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(m)) + 8 + uintptr(i)*bytes))}
}

// stackObjectRecord is an address-taken variable of a frame: its offset from varp if negative, from argp
// if not, and its type.
type stackObjectRecord struct {
	off int
	typ *_type
}

// walkStack visits the frames of a goroutine that does not run, innermost first, until visit returns
// false. A goroutine that called systemstack counts as not running.
func walkStack(gp *g, visit func(f *stkframe) bool) {
	if !walkFrames(gp.sched.pc, gp.sched.sp, gp, visit) {
		throw("stack walk met no function") // pointers were missed
	}
}

// walkFrames starts at the given place. It tells whether it came to the end of the stack, or to where
// visit wanted to stop.
func walkFrames(pc, sp uintptr, gp *g, visit func(f *stkframe) bool) bool {
	// The frame must not move to the heap: the collector walks stacks, too.
	var frame stkframe
	f := (*stkframe)(noescape(unsafe.Pointer(&frame)))
	faulted := false
	if pc == 0 {
		// A call of a nil function: go on in the caller.
		pc = *(*uintptr)(unsafe.Pointer(sp))
		sp += 8
	}
	for {
		f.fn = findfunc(pc)
		if !f.fn.valid() {
			return false
		}
		entry := f.fn.start()
		f.pc = pc
		f.exact = faulted || pc == entry
		f.sp = sp
		f.fp = sp + uintptr(funcspdelta(f.fn, f.callpc())) + 8
		if f.fp > gp.stack.hi || f.fp <= sp {
			return false
		}
		f.argp = f.fp
		f.varp = f.fp - 8
		if f.varp > sp {
			f.varp -= 8
		}
		f.continpc = pc
		if faulted {
			f.continpc = 0
			if at := deferreturnOffset(f.fn); at != 0 {
				f.continpc = entry + at + 1
			}
		}
		f.lr = *(*uintptr)(unsafe.Pointer(f.fp - 8))
		if isTopFrame(f.fn) {
			// Nothing called it.
			f.lr = 0
			visit(f)
			return true
		}
		if !visit(f) {
			return true
		}
		faulted = entry == sigpanicEntry
		pc, sp = f.lr, f.fp
	}
}

// sigpanicEntry is where sigpanic begins (set in signal.go): the frame that seems to call it stands at a fault.
var sigpanicEntry uintptr

// getStackMap gives the maps that hold in f: of its locals (words below varp), of its arguments
// (words from argp), and its stack objects. All are empty for a frame that never goes on.
func getStackMap(f *stkframe) (locals, args bitvector, objs []stackObjectRecord) {
	if f.continpc == 0 {
		return
	}
	index := int32(-1)
	if f.continpc != f.fn.start() {
		index = stackMapIndex(f.fn, f.continpc-1)
	}
	if index < 0 {
		// At the entry and in the prologue the first map holds: live arguments.
		index = 0
	}
	if f.varp > f.sp {
		if m := (*stackmap)(funcLocalsMap(f.fn)); m != nil && m.nbit > 0 {
			locals = stackmapdata(m, index)
		}
	}
	if funcArgs(f.fn) > 0 {
		if m := (*stackmap)(funcArgsMap(f.fn)); m != nil && m.nbit > 0 {
			i := index
			if i >= m.n {
				i = 0 // of a function without body: the one map of its arguments
			}
			args = stackmapdata(m, i)
		}
	}
	if p := funcStackObjects(f.fn); p != nil && f.varp > f.sp {
		n := *(*int)(p)
		objs = *(*[]stackObjectRecord)(unsafe.Pointer(&slice{unsafe.Pointer(uintptr(p) + 8), n, n}))
	}
	return
}

// walkDeferArgs visits, for each pending deferred call, a frame that stands for the arguments in its
// record: fn, pc and argp are set, and getStackMap knows which words are pointers.
func walkDeferArgs(gp *g, visit func(f *stkframe)) {
	var frame stkframe
	f := (*stkframe)(noescape(unsafe.Pointer(&frame)))
	for d := gp._defer; d != nil; d = d.link {
		if d.fn == nil || d.siz == 0 {
			continue
		}
		f.fn = findfunc(d.fn.fn)
		if !f.fn.valid() {
			throw("deferred call of an unknown function")
		}
		f.pc = d.fn.fn
		f.exact = true
		f.continpc = f.pc
		f.argp = uintptr(deferArgs(d))
		visit(f)
	}
}
