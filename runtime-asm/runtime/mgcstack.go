// Roots on stacks.
//
// For every call in a function the compiler has written down which words of the frame hold live
// pointers (stack maps), and separately which variables have their address taken (stack objects).
// A variable of the second kind is not in the maps: it lives as long as something points to it.
// So the scan of a stack has two steps. The first walks the frames: words in the maps are marked, or, if
// they point into the same stack, remembered; stack objects are listed. The second takes remembered
// pointers, finds the object each points into, and scans that object by its type, once.
package runtime

import "unsafe"

type stackObject struct {
	addr uintptr
	typ  *_type
	done bool
}

// Objects of the stack at hand, by address, and pointers into them that were not followed yet.
// The memory is kept for the next scan.
var stackScan struct {
	objects  uintptr
	nobjects uintptr
	capacity uintptr

	pointers  uintptr
	npointers uintptr
	pcapacity uintptr
}

func scannedObject(i uintptr) *stackObject {
	return (*stackObject)(unsafe.Pointer(stackScan.objects + i*unsafe.Sizeof(stackObject{})))
}

// scanStack marks what a goroutine's stack keeps alive.
func scanStack(gp *g) {
	gcc.stackLo, gcc.stackHi = gp.stack.lo, gp.stack.hi
	stackScan.nobjects = 0
	stackScan.npointers = 0
	walkStack(gp, scanFrame)
	// Records of deferred calls: the compiler declares the words of those in frames as plain numbers.
	for d := gp._defer; d != nil; d = d.link {
		markWord(uintptr(unsafe.Pointer(d)))
		markWord(uintptr(unsafe.Pointer(d.fn)))
	}
	walkDeferArgs(gp, scanDeferred)
	markWord(uintptr(unsafe.Pointer(gp._panic)))
	for stackScan.npointers > 0 {
		stackScan.npointers--
		p := *(*uintptr)(unsafe.Pointer(stackScan.pointers + stackScan.npointers*8))
		if o := findStackObject(p); o != nil && !o.done {
			o.done = true
			scanTyped(o.addr, o.typ.size, o.typ)
		}
	}
	gcc.stackLo, gcc.stackHi = 0, 0
}

// scanFrame marks a frame's words and lists its objects.
func scanFrame(f *stkframe) bool {
	if f.continpc == 0 {
		return true // it will never go on
	}
	locals, args, objs := getStackMap(f)
	if locals.n > 0 {
		n := uintptr(locals.n)
		scanMask(f.varp-n*8, f.varp, locals.bytedata, n)
	}
	if args.n > 0 {
		n := uintptr(args.n)
		scanMask(f.argp, f.argp+n*8, args.bytedata, n)
	}
	for i := range objs {
		o := &objs[i]
		base := f.varp // locals lie below it
		if o.off >= 0 {
			base = f.argp
		}
		addStackObject(base+uintptr(o.off), o.typ)
	}
	return true
}

// scanDeferred marks the arguments of a pending deferred call, as if its function had been called.
func scanDeferred(f *stkframe) {
	_, args, _ := getStackMap(f)
	if args.n > 0 {
		n := uintptr(args.n)
		scanMask(f.argp, f.argp+n*8, args.bytedata, n)
	}
}

// addStackObject lists an object. Frames come from the lowest address up, so it nearly always
// belongs at the end.
func addStackObject(addr uintptr, typ *_type) {
	if typ.ptrdata == 0 {
		return
	}
	if stackScan.nobjects == stackScan.capacity {
		n := stackScan.capacity*2 + 1024
		size := unsafe.Sizeof(stackObject{})
		stackScan.objects = growTable(stackScan.objects, stackScan.capacity*size, n*size)
		stackScan.capacity = n
	}
	i := stackScan.nobjects
	stackScan.nobjects++
	for i > 0 && scannedObject(i-1).addr > addr {
		*scannedObject(i) = *scannedObject(i - 1)
		i--
	}
	o := scannedObject(i)
	o.addr = addr
	o.typ = typ
	o.done = false
}

// findStackObject finds the object that contains p by bisection.
func findStackObject(p uintptr) *stackObject {
	lo, hi := uintptr(0), stackScan.nobjects
	for lo < hi {
		mid := (lo + hi) / 2
		o := scannedObject(mid)
		switch {
		case p < o.addr:
			hi = mid
		case p-o.addr >= o.typ.size:
			lo = mid + 1
		default:
			return o
		}
	}
	return nil
}

// pushStackPointer remembers a pointer into the stack at hand.
func pushStackPointer(p uintptr) {
	if stackScan.npointers == stackScan.pcapacity {
		n := stackScan.pcapacity*2 + 1024
		stackScan.pointers = growTable(stackScan.pointers, stackScan.pcapacity*8, n*8)
		stackScan.pcapacity = n
	}
	*(*uintptr)(unsafe.Pointer(stackScan.pointers + stackScan.npointers*8)) = p
	stackScan.npointers++
}

// growTable moves a table of the collector's to more memory.
func growTable(old, oldSize, size uintptr) uintptr {
	p := sysAlloc(size)
	if oldSize != 0 {
		memmove(p, unsafe.Pointer(old), oldSize)
		sysFree(unsafe.Pointer(old), oldSize)
	}
	return uintptr(p)
}
