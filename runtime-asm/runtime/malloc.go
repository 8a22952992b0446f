// Allocation: mallocgc and what the compiler calls for new, make and variables that escape.
//
// There are four ways to memory, by size and by whether the type has pointers:
//
//	0 bytes                     the address of zerobase
//	below 16, no pointers       a piece of a 16-byte block shared with others (tiny allocator)
//	up to 32 KB                 an object of a size class, from the span at hand for the class
//	more                        a span of its own
//
// The frequent case is the third: the span at hand has a word with a bit for each free object of a
// group of 64; taking the lowest bit takes the object. Only when the word is empty does nextFree
// look for more, and only then is there a chance that a collection starts. The fast path
// is nosplit: no other goroutine runs and no stack moves while it is half done.
package runtime

import (
	"math/bits"
	"unsafe"
)

// zerobase is where all objects of size 0 lie.
var zerobase uintptr

const tinySize = 16

// What allocation has at hand. Go keeps this for each processor; here one thread runs all.
var cache struct {
	alloc      [256]*mspan // by span class; indexed by a byte, so that no check is needed
	tiny       uintptr     // the block that tiny objects are cut from, 0 if there is none
	tinyOffset uintptr     // bytes taken of it
	tinyAllocs uint64
	partial    [numSpanClasses]*mspan // spans with free objects, linked by next
}

// emptySpan stands in the cache where there is no span: it has no free object.
var emptySpan mspan

// mallocinit prepares the heap. It is called once, on the system stack, before anything else in
// the runtime.
func mallocinit() {
	sizeclassinit()
	heapinit()
	for i := range cache.alloc {
		cache.alloc[i] = &emptySpan
	}
}

// newobject is new(T), &T{...}, and every variable that escapes.
//
//go:nosplit
func newobject(typ *_type) unsafe.Pointer {
	return mallocgc(typ.size, typ, true)
}

// mallocgc allocates size bytes. typ, nil for memory without pointers, says where pointers are:
// the memory holds one value of the type, or an array of them. Without needzero the caller is about to
// overwrite all of it.
//
//go:nosplit
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size-1 >= maxSmallSize { // 0 wraps around
		if size == 0 {
			return unsafe.Pointer(&zerobase)
		}
		return mallocLarge(size, typ, needzero)
	}
	noscan := spanClass(0)
	if typ == nil || typ.ptrdata == 0 {
		if size < tinySize {
			return mallocTiny(size)
		}
		noscan = 1
	}
	sc := spanClass(sizeClass(size))<<1 | noscan
	s := cache.alloc[sc]
	if s.allocCache == 0 {
		s = nextFree(sc)
	}
	c := s.allocCache
	s.allocCache = c & (c - 1)
	x := s.groupBase + uintptr(bits.TrailingZeros64(c))*s.elemsize
	if needzero && s.needzero {
		memclrNoHeapPointers(unsafe.Pointer(x), s.elemsize)
	}
	if noscan == 0 {
		setPointerBits(x, s.elemsize, size, typ)
	}
	return unsafe.Pointer(x)
}

// mallocTiny puts small objects without pointers together in blocks of 16 bytes: they are mostly
// parts of strings and boxed numbers. A block is freed when none of its objects is
// reachable.
//
//go:nosplit
func mallocTiny(size uintptr) unsafe.Pointer {
	off := cache.tinyOffset
	switch {
	case size&7 == 0:
		off = alignUp(off, 8)
	case size&3 == 0:
		off = alignUp(off, 4)
	case size&1 == 0:
		off = alignUp(off, 2)
	}
	if off+size <= tinySize && cache.tiny != 0 {
		cache.tinyAllocs++
		cache.tinyOffset = off + size
		return unsafe.Pointer(cache.tiny + off)
	}
	const sc = 2<<1 | 1 // 16 bytes, no pointers
	s := cache.alloc[sc]
	if s.allocCache == 0 {
		s = nextFree(sc)
	}
	c := s.allocCache
	s.allocCache = c & (c - 1)
	x := s.groupBase + uintptr(bits.TrailingZeros64(c))*tinySize
	block := (*[2]uint64)(unsafe.Pointer(x))
	block[0] = 0
	block[1] = 0
	// The emptier block is kept.
	if size < cache.tinyOffset || cache.tiny == 0 {
		cache.tiny = x
		cache.tinyOffset = size
	}
	return unsafe.Pointer(x)
}

// nextFree makes the span at hand for a class one with free objects, and gives it.
func nextFree(sc spanClass) *mspan {
	s := cache.alloc[sc]
	// The prologue may have let others run, who have been here.
	if s.allocCache != 0 || s.nextGroup() {
		return s
	}
	if gcc.heapLive >= gcc.trigger {
		gcMaybe()
	}
	refillClass = sc
	systemstack(refill)
	return cache.alloc[sc]
}

// nextGroup goes on to the next group of 64 objects that has free ones.
//
//go:nosplit
func (s *mspan) nextGroup() bool {
	for g := s.group + 1; g*64 < s.nelems; g++ {
		if s.loadGroup(g) {
			return true
		}
	}
	s.group = s.nelems / 64
	return false
}

//go:nosplit
func (s *mspan) loadGroup(g uintptr) bool {
	word := *(*uint64)(add(unsafe.Pointer(s.allocBits), g*8))
	free := ^word
	if rest := s.nelems - g*64; rest < 64 {
		free &= 1<<rest - 1
	}
	if free == 0 {
		return false
	}
	s.group = g
	s.groupBase = s.base + g*64*s.elemsize
	s.allocCache = free
	return true
}

// Argument of refill: closures would allocate.
var refillClass spanClass

// refill puts another span into the cache: one that has free objects since the last collection,
// else a new one. All of its free objects count as allocated from now on, so that the fast path need
// not count.
func refill() {
	sc := refillClass
	uncache(sc)
	s := cache.partial[sc]
	if s != nil {
		cache.partial[sc] = s.next
		s.next = nil
	} else {
		class := sc >> 1
		s = heap.allocSpan(uintptr(class_to_pages[class]), sc, uintptr(class_to_size[class]))
		s.freeCount = s.nelems
	}
	gcc.heapLive += s.freeCount * s.elemsize
	if !s.loadGroup(0) {
		s.group = 0
		if !s.nextGroup() {
			throw("runtime: span without free objects in the list of partial spans")
		}
	}
	cache.alloc[sc] = s
}

// uncache takes the span at hand away and adds what was allocated from it to the statistics.
func uncache(sc spanClass) {
	s := cache.alloc[sc]
	if s == &emptySpan {
		return
	}
	n := s.freeCount - s.unused()
	memstats.nmalloc[sc>>1] += uint64(n)
	cache.alloc[sc] = &emptySpan
	s.allocCache = 0
	s.allocCount += n
}

// unused counts the objects of the span at hand that can still be handed out.
func (s *mspan) unused() uintptr {
	n := uintptr(bits.OnesCount64(s.allocCache))
	for g := s.group + 1; g*64 < s.nelems; g++ {
		word := *(*uint64)(add(unsafe.Pointer(s.allocBits), g*8))
		free := ^word
		if rest := s.nelems - g*64; rest < 64 {
			free &= 1<<rest - 1
		}
		n += uintptr(bits.OnesCount64(free))
	}
	return n
}

var largeRequest struct {
	size   uintptr
	noscan spanClass
	span   *mspan
}

// mallocLarge gives an object a span of its own.
func mallocLarge(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size+pageSize < size {
		throw("out of memory")
	}
	if gcc.heapLive+size >= gcc.trigger {
		gcMaybe()
	}
	largeRequest.size = size
	largeRequest.noscan = 0
	if typ == nil || typ.ptrdata == 0 {
		largeRequest.noscan = 1
	}
	systemstack(allocLarge)
	s := largeRequest.span
	x := s.base
	if needzero && s.needzero {
		memclrNoHeapPointers(unsafe.Pointer(x), s.npages<<pageShift)
	}
	if s.spanclass == 0 {
		setElemType(x, typ)
	}
	return unsafe.Pointer(x)
}

func allocLarge() {
	npages := alignUp(largeRequest.size, pageSize) >> pageShift
	s := heap.allocSpan(npages, largeRequest.noscan, npages<<pageShift)
	gcc.heapLive += s.elemsize
	memstats.nlarge++
	memstats.largeBytes += uint64(s.elemsize)
	largeRequest.span = s
}

// newarray allocates n values of a type.
func newarray(typ *_type, n int) unsafe.Pointer {
	if n == 1 {
		return mallocgc(typ.size, typ, true)
	}
	mem, overflow := mulOverflows(typ.size, uintptr(n))
	if overflow || mem > maxAlloc || n < 0 {
		panic(plainError("runtime: allocation size out of range"))
	}
	return mallocgc(mem, typ, true)
}
