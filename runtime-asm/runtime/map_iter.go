// Iteration over maps.
//
// It starts at a random bucket and, in every bucket, at the same random entry, and goes round once: Go promises no order
// and takes care that nobody relies on one. With GO9SEED set the order is the same in every run.
//
// The map may change meanwhile. Entries that are deleted before they are reached must not appear, those that
// are added may or may not, none appears twice. While the map keeps its array this comes by itself: the
// iteration reads the array as it is. If the map has grown, the iteration goes on through the old array, which nobody changes
// any more, and asks the map for each key: it gives what is there now.
package runtime

import "unsafe"

// hiter is the state of an iteration. Compiled code makes it, on its stack, and reads key and elem; a nil
// key is the end.
type hiter struct {
	key         unsafe.Pointer
	elem        unsafe.Pointer
	t           *maptype
	h           *hmap
	buckets     unsafe.Pointer // the array at the start
	bptr        *bmap          // bucket at hand; nil: go to the next chain
	overflow    *[]*bmap       // keeps overflow buckets of that array
	oldoverflow *[]*bmap       // not used
	startBucket uintptr
	offset      uint8 // entry at which every bucket is begun
	wrapped     bool  // the last bucket of the array has been passed
	B           uint8
	i           uint8 // entries of bptr done
	bucket      uintptr
	checkBucket uintptr // not used
}

// mapiterinit begins an iteration and finds the first entry. it is zero.
func mapiterinit(t *maptype, h *hmap, it *hiter) {
	if h == nil || h.count == 0 {
		return
	}
	it.t = t
	it.h = h
	it.B = h.B
	it.buckets = h.buckets
	if t.bucket.ptrdata == 0 {
		h.keepOverflow()
		it.overflow = h.extra.overflow
	}
	r := uintptr(fastrand())
	if h.B > 31-3 {
		r += uintptr(fastrand()) << 31
	}
	it.startBucket = r & bucketMask(h.B)
	it.offset = uint8(r >> (h.B & 63) & (bucketCnt - 1))
	it.bucket = it.startBucket
	mapiternext(it)
}

// mapiternext finds the next entry.
func mapiternext(it *hiter) {
	h, t := it.h, it.t
	if h.flags&hashWriting != 0 {
		throw("concurrent map iteration and map write")
	}
	b := it.bptr
	i := it.i
	keysize := uintptr(t.keysize)
	for {
		if b == nil {
			if it.wrapped && it.bucket == it.startBucket {
				it.key = nil
				it.elem = nil
				return
			}
			b = (*bmap)(add(it.buckets, it.bucket*uintptr(t.bucketsize)))
			it.bucket++
			if it.bucket == uintptr(1)<<(it.B&63) {
				it.bucket = 0
				it.wrapped = true
			}
			i = 0
		}
		for ; i < bucketCnt; i++ {
			at := uintptr(i+it.offset) & (bucketCnt - 1)
			if b.tophash[at] < minTopHash {
				continue
			}
			k := add(unsafe.Pointer(b), dataOffset+at*keysize)
			if t.indirectkey() {
				k = *(*unsafe.Pointer)(k)
			}
			e := unsafe.Pointer(nil)
			if it.buckets == h.buckets || !t.reflexivekey() && !t.key.alg.equal(k, k) {
				// A key that does not equal itself cannot be deleted or changed.
				e = b.elemAt(t, at)
			} else {
				k, e = h.find(t, k)
				if k == nil {
					continue // deleted since
				}
			}
			it.key = k
			it.elem = e
			it.bptr = b
			it.i = i + 1
			return
		}
		b = b.overflow(t)
		i = 0
	}
}
