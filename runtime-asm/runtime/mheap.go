// The page heap: where the memory of spans comes from.
//
// One range of addresses, the arena, is reserved at the start; the kernel backs a page of it with
// memory only when it is first touched. The arena is handed out in pages of 8 KB. A span is a run of
// pages with one use: small objects of one size, one large object, or memory that the
// runtime manages by itself (stacks). Behind the arena lie tables with an entry for every page:
//
//	table     per page   entry
//	spans     8 bytes    the span that the page belongs to
//	ptrBits   128 bytes  one bit per word: does it hold a pointer (mbitmap.go)
//	allocBits 128 bytes  one bit per object: was it alive at the last collection
//	markBits  128 bytes  one bit per object: has the collection that runs now reached it
//
// From any address all of this is found with a subtraction and a shift.
//
// Free runs of pages are spans, too, in lists by length. Neighbouring free runs are merged; the first
// and the last page of a free run lead to it, which is how its neighbours find it.
package runtime

import (
	"math/bits"
	"unsafe"
)

const (
	arenaHint = 0xc000000000 // where the arena lies if nothing else is there, as in Go
	maxArena  = 1 << 38      // 256 GB of addresses
	minArena  = 1 << 24

	bitsPerPage = pageSize / 64 // bytes of ptrBits, allocBits and markBits for a page

	numFreeLists = 128 // free runs of 1 to 127 pages have a list each; list 0 has the longer ones
)

const (
	spanFree = iota
	spanInUse
	spanManual // not the collector's: stacks
)

//go:notinheap
type mspan struct {
	next, prev *mspan // in a list of free runs, or of spans with free objects (only next)

	base   uintptr // address of the first page
	npages uintptr

	// Objects, in a span in use.
	elemsize uintptr
	nelems   uintptr
	// Free objects that can be handed out at once: bit i is set if object 64*group+i is free.
	// groupBase is the address of object 64*group.
	allocCache uint64
	groupBase  uintptr
	group      uintptr
	freeCount  uintptr // free objects when allocation from the span began
	allocCount uintptr // objects that the statistics count as allocated
	allocBits  *uint64
	markBits   *uint64
	divMul     uint64 // 2^32/elemsize, rounded up: x/elemsize is x*divMul>>32 within a span; 0: one object

	spanclass spanClass
	state     uint8
	needzero  bool // the memory may hold something
}

// A spanClass is a size class and whether objects are free of pointers: class<<1 | noscan.
type spanClass uint8

const numSpanClasses = numSizeClasses << 1

type mheap struct {
	arenaStart uintptr
	arenaUsed  uintptr // end of the part that was handed out
	arenaEnd   uintptr

	spans     uintptr // addresses of the tables
	ptrBits   uintptr
	allocBits uintptr
	markBits  uintptr

	free     [numFreeLists]mspan // heads of rings
	nonempty [2]uint64           // which lists have entries
	dead     *mspan              // mspan structs for reuse

	allspans    **mspan // spans in use, in no order
	nspans      uintptr
	capSpans    uintptr
	manualPages uintptr
	freePages   uintptr
}

var heap mheap

// heapinit reserves the arena. A system that limits addresses gets a smaller one.
func heapinit() {
	h := &heap
	for size := uintptr(maxArena); size >= minArena; size >>= 1 {
		tables := size>>pageShift*8 + 3*(size/64)
		p := sysReserve(unsafe.Pointer(uintptr(arenaHint)), size+tables)
		if p == nil {
			continue
		}
		h.arenaStart = alignUp(uintptr(p), pageSize)
		h.arenaUsed = h.arenaStart
		h.arenaEnd = uintptr(p) + size
		h.spans = h.arenaEnd
		h.ptrBits = h.spans + size>>pageShift*8
		h.allocBits = h.ptrBits + size/64
		h.markBits = h.allocBits + size/64
		// Tables are touched here and there: huge pages would waste memory on them.
		sysNoHuge(unsafe.Pointer(h.spans), tables)
		break
	}
	if h.arenaStart == 0 {
		throw("runtime: cannot reserve arena virtual address space")
	}
	for i := range h.free {
		h.free[i].next = &h.free[i]
		h.free[i].prev = &h.free[i]
	}
}

// spanSlot is the entry for a page in the table of spans.
//
//go:nosplit
func (h *mheap) spanSlot(page uintptr) **mspan {
	return (**mspan)(unsafe.Pointer(h.spans + page*8))
}

// spanOf gives the span that an address of the arena belongs to, nil if there is none.
//
//go:nosplit
func spanOf(p uintptr) *mspan {
	if p-heap.arenaStart >= heap.arenaUsed-heap.arenaStart {
		return nil
	}
	return *heap.spanSlot((p - heap.arenaStart) >> pageShift)
}

func listIndex(npages uintptr) uintptr {
	if npages < numFreeLists {
		return npages
	}
	return 0
}

func (h *mheap) insertFree(s *mspan) {
	i := listIndex(s.npages)
	head := &h.free[i]
	s.next = head.next
	s.prev = head
	head.next.prev = s
	head.next = s
	h.nonempty[i>>6] |= 1 << (i & 63)
	first := (s.base - h.arenaStart) >> pageShift
	*h.spanSlot(first) = s
	*h.spanSlot(first + s.npages - 1) = s
	h.freePages += s.npages
}

func (h *mheap) removeFree(s *mspan) {
	s.prev.next = s.next
	s.next.prev = s.prev
	i := listIndex(s.npages)
	if h.free[i].next == &h.free[i] {
		h.nonempty[i>>6] &^= 1 << (i & 63)
	}
	h.freePages -= s.npages
}

// findFree gives the best free run for npages: of the fewest pages that suffice. Among the
// long ones all are looked at.
func (h *mheap) findFree(npages uintptr) *mspan {
	if npages < numFreeLists {
		word := npages >> 6
		m := h.nonempty[word] & (^uint64(0) << (npages & 63))
		for {
			if m != 0 {
				return h.free[word<<6+uintptr(bits.TrailingZeros64(m))].next
			}
			word++
			if word == 2 {
				break
			}
			m = h.nonempty[word]
		}
	}
	var best *mspan
	for s := h.free[0].next; s != &h.free[0]; s = s.next {
		if s.npages >= npages && (best == nil || s.npages < best.npages || s.npages == best.npages && s.base < best.base) {
			best = s
		}
	}
	return best
}

// newSpan gives a zeroed mspan struct.
func (h *mheap) newSpan() *mspan {
	s := h.dead
	if s == nil {
		return (*mspan)(persistentalloc(unsafe.Sizeof(mspan{}), 0))
	}
	h.dead = s.next
	*s = mspan{}
	return s
}

// allocPages takes a run of pages and gives its span, or nil if the arena is exhausted. Its
// state and the table of spans are the caller's. Runs on the system stack.
func (h *mheap) allocPages(npages uintptr) *mspan {
	s := h.findFree(npages)
	if s == nil {
		return h.grow(npages)
	}
	h.removeFree(s)
	if s.npages > npages {
		rest := h.newSpan()
		rest.base = s.base + npages<<pageShift
		rest.npages = s.npages - npages
		rest.needzero = s.needzero
		s.npages = npages
		h.insertFree(rest)
	}
	return s
}

// grow hands out pages that were never used; a free run at the end of the used part is
// extended.
func (h *mheap) grow(npages uintptr) *mspan {
	var s *mspan
	have := uintptr(0)
	if h.arenaUsed > h.arenaStart {
		last := *h.spanSlot((h.arenaUsed-h.arenaStart)>>pageShift - 1)
		if last != nil && last.state == spanFree {
			s = last
			have = s.npages
		}
	}
	if (h.arenaEnd-h.arenaUsed)>>pageShift < npages-have {
		return nil
	}
	if s == nil {
		s = h.newSpan()
		s.base = h.arenaUsed
	} else {
		h.removeFree(s)
	}
	h.arenaUsed += (npages - have) << pageShift
	s.npages = npages
	return s
}

// freePagesOf gives a span's pages back and merges them with free neighbours.
func (h *mheap) freePagesOf(s *mspan) {
	first := (s.base - h.arenaStart) >> pageShift
	for i := uintptr(0); i < s.npages; i++ {
		*h.spanSlot(first + i) = nil
	}
	s.state = spanFree
	s.needzero = true
	if first > 0 {
		if left := *h.spanSlot(first - 1); left != nil && left.state == spanFree {
			h.removeFree(left)
			*h.spanSlot(first - 1) = nil
			s.base = left.base
			s.npages += left.npages
			left.next = h.dead
			h.dead = left
		}
	}
	end := (s.base-h.arenaStart)>>pageShift + s.npages
	if end < (h.arenaUsed-h.arenaStart)>>pageShift {
		if right := *h.spanSlot(end); right != nil && right.state == spanFree {
			h.removeFree(right)
			*h.spanSlot(end) = nil
			s.npages += right.npages
			right.next = h.dead
			h.dead = right
		}
	}
	h.insertFree(s)
}

// allocSpan makes a span in use for objects of elemsize bytes.
func (h *mheap) allocSpan(npages uintptr, sc spanClass, elemsize uintptr) *mspan {
	s := h.allocPages(npages)
	if s == nil {
		throw("out of memory")
	}
	offset := s.base - h.arenaStart
	s.state = spanInUse
	s.spanclass = sc
	s.elemsize = elemsize
	s.allocCount = 0
	s.nelems = npages << pageShift / elemsize
	if s.nelems > 1 {
		s.divMul = (1<<32 + uint64(elemsize) - 1) / uint64(elemsize)
	} else {
		s.divMul = 0
	}
	s.allocBits = (*uint64)(unsafe.Pointer(h.allocBits + offset/64))
	s.markBits = (*uint64)(unsafe.Pointer(h.markBits + offset/64))
	words := (s.nelems + 63) / 64
	memclrNoHeapPointers(unsafe.Pointer(s.allocBits), words*8)
	memclrNoHeapPointers(unsafe.Pointer(s.markBits), words*8)
	first := offset >> pageShift
	for i := uintptr(0); i < npages; i++ {
		*h.spanSlot(first + i) = s
	}
	if h.nspans == h.capSpans {
		h.growAllspans()
	}
	*(**mspan)(add(unsafe.Pointer(h.allspans), h.nspans*8)) = s
	h.nspans++
	return s
}

func (h *mheap) growAllspans() {
	n := h.capSpans * 2
	if n == 0 {
		n = 4096
	}
	p := sysAlloc(n * 8)
	if h.nspans > 0 {
		memmove(p, unsafe.Pointer(h.allspans), h.nspans*8)
		sysFree(unsafe.Pointer(h.allspans), h.capSpans*8)
	}
	h.allspans = (**mspan)(p)
	h.capSpans = n
}

// allocManual gives a run of pages that the collector leaves alone. Its contents are arbitrary.
// Runs on the system stack or before goroutines exist.
func allocManual(npages uintptr) unsafe.Pointer {
	h := &heap
	s := h.allocPages(npages)
	if s == nil {
		throw("out of memory (stack)")
	}
	s.state = spanManual
	first := (s.base - h.arenaStart) >> pageShift
	for i := uintptr(0); i < npages; i++ {
		*h.spanSlot(first + i) = s
	}
	h.manualPages += npages
	return unsafe.Pointer(s.base)
}

// freeManual gives back what allocManual gave.
func freeManual(p unsafe.Pointer, npages uintptr) {
	s := spanOf(uintptr(p))
	if s == nil || s.state != spanManual || s.base != uintptr(p) || s.npages != npages {
		throw("runtime: bad free of manual pages")
	}
	heap.manualPages -= npages
	heap.freePagesOf(s)
}

// Memory outside the arena, straight from the kernel.

const (
	protRead, protWrite                = 1, 2
	mapPrivate, mapAnon, mapNoreserve  = 2, 0x20, 0x4000
	madvNohugepage                     = 15
	persistentChunk                    = 64 << 10
)

// sysReserve asks for n bytes of addresses, if possible at hint; nil if the system refuses. The
// memory is usable, and zero, but counts only when it is touched.
func sysReserve(hint unsafe.Pointer, n uintptr) unsafe.Pointer {
	p, err := mmap(hint, n, protRead|protWrite, mapPrivate|mapAnon|mapNoreserve, -1, 0)
	if err != 0 {
		return nil
	}
	return p
}

func sysNoHuge(p unsafe.Pointer, n uintptr) {
	start := alignUp(uintptr(p), 4096)
	madvise(unsafe.Pointer(start), alignDown(uintptr(p)+n-start, 4096), madvNohugepage)
}

// sysAlloc gives zeroed memory that is not part of the heap.
func sysAlloc(n uintptr) unsafe.Pointer {
	p, err := mmap(nil, alignUp(n, 4096), protRead|protWrite, mapPrivate|mapAnon, -1, 0)
	if err != 0 {
		throw("runtime: out of memory")
	}
	memstats.otherSys += uint64(alignUp(n, 4096))
	return p
}

func sysFree(p unsafe.Pointer, n uintptr) {
	memstats.otherSys -= uint64(alignUp(n, 4096))
	munmap(p, alignUp(n, 4096))
}

var persistent struct {
	next, end uintptr
}

// persistentalloc gives zeroed memory that is never freed and never scanned, for the runtime's own
// structures. align is a power of two; 0 means 8.
func persistentalloc(size, align uintptr) unsafe.Pointer {
	if align == 0 {
		align = 8
	}
	if size >= persistentChunk/4 {
		return sysAlloc(size)
	}
	p := alignUp(persistent.next, align)
	if persistent.next == 0 || p+size > persistent.end {
		p = uintptr(sysAlloc(persistentChunk))
		persistent.end = p + persistentChunk
	}
	persistent.next = p + size
	return unsafe.Pointer(p)
}
