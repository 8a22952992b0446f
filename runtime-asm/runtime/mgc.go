// The garbage collector: stop the world, mark, sweep.
//
// It runs on the system stack while no goroutine does. Marking starts from the roots - package
// variables, stacks, deferred calls - and follows every word that is known to hold a pointer: nothing is
// guessed, since for each root and each object the compiler says which words those are. Whatever has not
// been reached is garbage, and sweeping makes it allocatable: an object's mark bit of this
// collection becomes its allocation bit.
//
// Because no program code runs in between, pointers cannot move behind the collector's back. So the
// write barriers that the compiler plants stay switched off (mbarrier.go).
//
// When: the heap may grow by GOGC percent, 100 if not set, over what was alive after the last
// collection, and to 4 MB at least (times GOGC/100), as in Go.
package runtime

import (
	"math/bits"
	"unsafe"
)

const minTrigger = 4 << 20 // bytes, for GOGC=100

var gcc struct {
	heapLive uintptr // bytes alive after the last collection and allocated since, in whole spans
	trigger  uintptr // start a collection when heapLive gets here; 0: GOGC has not been read
	percent  int     // GOGC; negative: only runtime.GC collects

	// Objects that are marked but not scanned yet.
	stack    uintptr
	depth    uintptr
	capacity uintptr

	// The goroutine stack that is being scanned (mgcstack.go).
	stackLo, stackHi uintptr
}

// gcMaybe collects if it is time to and if the one who allocates can stand it: the scheduler, on the
// system stack, cannot, since nobody knows what its frames hold.
func gcMaybe() {
	gp := getg()
	if gp == gp.m.g0 || gp.m.locks != 0 {
		return
	}
	if gcc.trigger == 0 {
		gcc.percent = readGOGC()
		setTrigger(0)
		return
	}
	systemstack(collect)
	startFinalizers()
}

// GC runs a collection.
func GC() {
	if gcc.trigger == 0 {
		gcc.percent = readGOGC()
	}
	memstats.numForced++
	systemstack(collect)
	startFinalizers()
	Gosched() // others, the finalizers among them, get a turn, as they do in Go
}

func readGOGC() int {
	s := gogetenv("GOGC")
	if s == "off" {
		return -1
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || n > 1<<30 {
			return 100
		}
		n = n*10 + int(s[i]-'0')
	}
	if len(s) == 0 {
		return 100
	}
	return n
}

// setTrigger sets the pace, given how much is alive.
func setTrigger(live uintptr) {
	if gcc.percent < 0 {
		gcc.trigger = maxUintptr
		return
	}
	percent := uintptr(gcc.percent)
	gcc.trigger = live + live/100*percent
	if least := uintptr(minTrigger) * percent / 100; gcc.trigger < least {
		gcc.trigger = least
	}
}

// collect is one collection. Runs on the system stack.
func collect() {
	start := nanotime()
	for sc := 0; sc < numSpanClasses; sc++ {
		uncache(spanClass(sc))
	}
	cache.tiny = 0
	cache.tinyOffset = 0
	markRoots()
	markFromFinalizers()
	drain()
	findFinalizable()
	live := sweep()
	gcc.heapLive = live
	setTrigger(live)
	memstats.pause(start, nanotime())
}

// Marking.

// markWord marks the object that contains the address p, if there is one. Interior pointers
// count: the object's start follows from its span.
//
//go:nosplit
func markWord(p uintptr) {
	if p-heap.arenaStart >= heap.arenaUsed-heap.arenaStart {
		return
	}
	s := *heap.spanSlot((p - heap.arenaStart) >> pageShift)
	if s == nil {
		return
	}
	if s.state != spanInUse {
		if p-gcc.stackLo < gcc.stackHi-gcc.stackLo {
			pushStackPointer(p)
		}
		return
	}
	i := uintptr(uint64(p-s.base) * s.divMul >> 32)
	if i >= s.nelems {
		return
	}
	word := (*uint64)(add(unsafe.Pointer(s.markBits), i>>6<<3))
	bit := uint64(1) << (i & 63)
	if *word&bit != 0 {
		return
	}
	*word |= bit
	if s.spanclass&1 == 0 {
		pushObject(s.base + i*s.elemsize)
	}
}

//go:nosplit
func pushObject(b uintptr) {
	if gcc.depth == gcc.capacity {
		growMarkStack()
	}
	*(*uintptr)(unsafe.Pointer(gcc.stack + gcc.depth*8)) = b
	gcc.depth++
}

func growMarkStack() {
	n := gcc.capacity * 2
	if n == 0 {
		n = 8192
	}
	p := sysAlloc(n * 8)
	if gcc.capacity != 0 {
		memmove(p, unsafe.Pointer(gcc.stack), gcc.capacity*8)
		sysFree(unsafe.Pointer(gcc.stack), gcc.capacity*8)
	}
	gcc.stack = uintptr(p)
	gcc.capacity = n
}

// drain scans marked objects until none is left. The loop over a small object's bits holds the
// body of markWord once more: this is where a collection spends its time.
func drain() {
	start, used := heap.arenaStart, heap.arenaUsed-heap.arenaStart
	for gcc.depth > 0 {
		gcc.depth--
		b := *(*uintptr)(unsafe.Pointer(gcc.stack + gcc.depth*8))
		s := *heap.spanSlot((b - start) >> pageShift)
		if s.elemsize >= typedFrom {
			scanLarge(b, s)
			continue
		}
		for w := pointerBits(b, s.elemsize>>3); w != 0; w &= w - 1 {
			p := *(*uintptr)(unsafe.Pointer(b + uintptr(bits.TrailingZeros64(w))<<3))
			if p-start >= used {
				continue
			}
			t := *heap.spanSlot((p - start) >> pageShift)
			if t == nil || t.state != spanInUse {
				continue
			}
			i := uintptr(uint64(p-t.base) * t.divMul >> 32)
			if i >= t.nelems {
				continue
			}
			word := (*uint64)(add(unsafe.Pointer(t.markBits), i>>6<<3))
			bit := uint64(1) << (i & 63)
			if *word&bit != 0 {
				continue
			}
			*word |= bit
			if t.spanclass&1 == 0 {
				if gcc.depth == gcc.capacity {
					growMarkStack()
				}
				*(*uintptr)(unsafe.Pointer(gcc.stack + gcc.depth*8)) = t.base + i*t.elemsize
				gcc.depth++
			}
		}
	}
}

// scanChunk is how much of a large object is scanned at once, in bytes. What is left goes back to
// the stack, so that a long array of pointers does not push all of its elements.
const scanChunk = 64 << 10

// scanLarge scans an object that is described by its type. The lowest bit of b says that b is not
// its start but where scanning goes on.
func scanLarge(b uintptr, s *mspan) {
	first := b &^ 1
	if b&1 != 0 {
		i := uintptr(uint64(first-s.base) * s.divMul >> 32)
		first = s.base + i*s.elemsize
	}
	typ := elemType(first)
	at := b &^ 1
	end := first + s.elemsize
	if end-at > scanChunk && typ.size < scanChunk {
		next := at + scanChunk/typ.size*typ.size
		pushObject(next | 1)
		end = next
	}
	scanTyped(at, end-at, typ)
}

// scanTyped marks what size bytes from base on point to, an array of values of the type. The last may be
// cut off: what follows an array in its slot is zero.
func scanTyped(base, size uintptr, typ *_type) {
	end := base + size
	if typ.size == 8 {
		for ; base < end; base += 8 {
			markWord(*(*uintptr)(unsafe.Pointer(base)))
		}
		return
	}
	mask := typePointerMask(typ)
	n := typ.ptrdata >> 3
	if n <= 64 {
		w0 := maskWord(mask, 0, n)
		for ; base < end; base += typ.size {
			for w := w0; w != 0; w &= w - 1 {
				p := base + uintptr(bits.TrailingZeros64(w))<<3
				if p >= end {
					return
				}
				markWord(*(*uintptr)(unsafe.Pointer(p)))
			}
		}
		return
	}
	for ; base < end; base += typ.size {
		scanMask(base, end, mask, n)
	}
}

// scanMask marks what the words from base on point to for which the mask, of n bits, has a bit.
func scanMask(base, end uintptr, mask *byte, n uintptr) {
	for i := uintptr(0); i*64 < n; i++ {
		for w := maskWord(mask, i, n); w != 0; w &= w - 1 {
			p := base + (i*64+uintptr(bits.TrailingZeros64(w)))<<3
			if p >= end {
				return
			}
			markWord(*(*uintptr)(unsafe.Pointer(p)))
		}
	}
}

// Bounds of the sections with package variables that hold pointers, and bitmaps of them with a bit per
// word. All are the linker's.

//go:linkname dataStart runtime.data
var dataStart byte

//go:linkname dataEnd runtime.edata
var dataEnd byte

//go:linkname bssStart runtime.bss
var bssStart byte

//go:linkname bssEnd runtime.ebss
var bssEnd byte

//go:linkname dataMask runtime.gcdata
var dataMask byte

//go:linkname bssMask runtime.gcbss
var bssMask byte

func markRoots() {
	data, edata := uintptr(unsafe.Pointer(&dataStart)), uintptr(unsafe.Pointer(&dataEnd))
	scanMask(data, edata, &dataMask, (edata-data)/8)
	bss, ebss := uintptr(unsafe.Pointer(&bssStart)), uintptr(unsafe.Pointer(&bssEnd))
	scanMask(bss, ebss, &bssMask, (ebss-bss)/8)
	for _, gp := range allgs {
		if gp.status != gDead && gp.status != gIdle {
			scanStack(gp)
		}
	}
}

// Sweeping.

// sweep frees what is not marked and gives the number of bytes that are. Spans without any
// marked object go back to the page heap, others with free objects into the lists that
// allocation takes from.
func sweep() uintptr {
	h := &heap
	for i := range cache.partial {
		cache.partial[i] = nil
	}
	live, kept := uintptr(0), uintptr(0)
	for k := uintptr(0); k < h.nspans; k++ {
		s := *(**mspan)(add(unsafe.Pointer(h.allspans), k*8))
		count := 0
		for g := uintptr(0); g*64 < s.nelems; g++ {
			mark := (*uint64)(add(unsafe.Pointer(s.markBits), g*8))
			*(*uint64)(add(unsafe.Pointer(s.allocBits), g*8)) = *mark
			count += bits.OnesCount64(*mark)
			*mark = 0
		}
		n := uintptr(count)
		if class := s.spanclass >> 1; class != 0 {
			memstats.nfree[class] += uint64(s.allocCount - n)
		} else if n == 0 {
			memstats.nlargeFree++
			memstats.largeFreeBytes += uint64(s.elemsize)
		}
		if n == 0 {
			h.freePagesOf(s)
			continue
		}
		live += n * s.elemsize
		s.needzero = true
		s.allocCount = n
		s.freeCount = s.nelems - n
		if s.freeCount > 0 && s.spanclass>>1 != 0 {
			s.next = cache.partial[s.spanclass]
			cache.partial[s.spanclass] = s
		}
		*(**mspan)(add(unsafe.Pointer(h.allspans), kept*8)) = s
		kept++
	}
	h.nspans = kept
	return live
}
