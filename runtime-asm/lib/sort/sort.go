// sort.go: Go 1.13's quicksort. It is not stable, so where equal elements land is part of its
// behaviour: pivot choice, partition and thresholds are Go's facts.
//
//   - more than 12 elements: partition in three (less, equal, greater) around the middle of three
//     elements, or of three middles (nine elements) above 40; the smaller side by recursion;
//   - depth 2*ceil(log2(n+1)) used up: heapsort;
//   - up to 12: one pass that compares elements six apart, then insertion sort.

package sort

// ops are the two operations that sorting needs, whoever supplies them.
type ops interface {
	Less(i, j int) bool
	Swap(i, j int)
}

// Sort sorts data; equal elements may change places.
func Sort(data Interface) {
	n := data.Len()
	quick(data, 0, n, depthLimit(n))
}

// depthLimit is twice the number of bits of n.
func depthLimit(n int) (depth int) {
	for ; n > 0; n >>= 1 {
		depth++
	}
	return 2 * depth
}

func insertion(d ops, a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && d.Less(j, j-1); j-- {
			d.Swap(j, j-1)
		}
	}
}

// sink moves the element at root down a max-heap of n elements that starts at first.
func sink(d ops, root, n, first int) {
	for {
		child := 2*root + 1
		if child >= n {
			return
		}
		if child+1 < n && d.Less(first+child, first+child+1) {
			child++
		}
		if !d.Less(first+root, first+child) {
			return
		}
		d.Swap(first+root, first+child)
		root = child
	}
}

func heap(d ops, a, b int) {
	n := b - a
	for root := (n - 1) / 2; root >= 0; root-- {
		sink(d, root, n, a)
	}
	for last := n - 1; last >= 0; last-- {
		d.Swap(a, a+last)
		sink(d, 0, last, a)
	}
}

// median puts the middle one of three elements at index mid, the least at lo, the greatest at hi.
func median(d ops, mid, lo, hi int) {
	if d.Less(mid, lo) {
		d.Swap(mid, lo)
	}
	if d.Less(hi, mid) {
		d.Swap(hi, mid)
		if d.Less(mid, lo) {
			d.Swap(mid, lo)
		}
	}
}

// partition splits [lo,hi) into less than, equal to and greater than a pivot and gives the bounds of
// the middle part.
func partition(d ops, lo, hi int) (mlo, mhi int) {
	m := int(uint(lo+hi) >> 1)
	if hi-lo > 40 {
		eighth := (hi - lo) / 8
		// The least of each three goes where the ends of the next median look.
		median(d, lo, lo+eighth, lo+2*eighth)
		median(d, m, m-eighth, m+eighth)
		median(d, hi-1, hi-1-eighth, hi-1-2*eighth)
	}
	median(d, lo, m, hi-1)

	// The pivot is at lo; hi-1 is not less than it. Invariant:
	// (lo,a) < pivot; [a,b) <= pivot, not yet split; [b,c) unknown; [c,hi-1) > pivot.
	pivot := lo
	a, c := lo+1, hi-1
	for ; a < c && d.Less(a, pivot); a++ {
	}
	b := a
	for {
		for ; b < c && !d.Less(pivot, b); b++ {
		}
		for ; b < c && d.Less(pivot, c-1); c-- {
		}
		if b >= c {
			break
		}
		d.Swap(b, c-1)
		b++
		c--
	}

	// Few greater elements: perhaps many are equal to the pivot.
	many := hi-c < 5
	if !many && hi-c < (hi-lo)/4 {
		equal := 0
		if !d.Less(pivot, hi-1) {
			d.Swap(c, hi-1)
			c++
			equal++
		}
		if !d.Less(b-1, pivot) {
			b--
			equal++
		}
		if !d.Less(m, pivot) {
			d.Swap(m, b-1)
			b--
			equal++
		}
		many = equal > 1
	}
	if many {
		// Split [a,b) into less than pivot, and equal: the latter end in [b,c).
		for {
			for ; a < b && !d.Less(b-1, pivot); b-- {
			}
			for ; a < b && d.Less(a, pivot); a++ {
			}
			if a >= b {
				break
			}
			d.Swap(a, b-1)
			a++
			b--
		}
	}
	d.Swap(pivot, b-1)
	return b - 1, c
}

func quick(d ops, a, b, depth int) {
	for b-a > 12 {
		if depth == 0 {
			heap(d, a, b)
			return
		}
		depth--
		mlo, mhi := partition(d, a, b)
		if mlo-a < b-mhi {
			quick(d, a, mlo, depth)
			a = mhi
		} else {
			quick(d, mhi, b, depth)
			b = mlo
		}
	}
	if b-a > 1 {
		for i := a + 6; i < b; i++ {
			if d.Less(i, i-6) {
				d.Swap(i, i-6)
			}
		}
		insertion(d, a, b)
	}
}

// IsSorted reports whether no element is less than the one before it.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

// Stable sorts data and keeps equal elements in their order: insertion sort of blocks of 20, then
// merging in place by rotations (SymMerge of Kim and Kutzner). The result is determined by stability.
func Stable(data Interface) { stable(data, data.Len()) }

func stable(d ops, n int) {
	size := 20
	for a := 0; a < n; a += size {
		b := a + size
		if b > n {
			b = n
		}
		insertion(d, a, b)
	}
	for ; size < n; size *= 2 {
		for a := 0; a+size < n; a += 2 * size {
			b := a + 2*size
			if b > n {
				b = n
			}
			merge(d, a, a+size, b)
		}
	}
}

// merge joins the sorted runs [a,m) and [m,b).
func merge(d ops, a, m, b int) {
	switch {
	case m-a == 1:
		// One element: find the first of the right run that is not less than it.
		i, j := m, b
		for i < j {
			if h := int(uint(i+j) >> 1); d.Less(h, a) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := a; k < i-1; k++ {
			d.Swap(k, k+1)
		}
		return
	case b-m == 1:
		i, j := a, m
		for i < j {
			if h := int(uint(i+j) >> 1); !d.Less(m, h) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := m; k > i; k-- {
			d.Swap(k, k-1)
		}
		return
	}
	mid := int(uint(a+b) >> 1)
	n := mid + m
	var start, r int
	if m > mid {
		start, r = n-b, mid
	} else {
		start, r = a, m
	}
	for p := n - 1; start < r; {
		if c := int(uint(start+r) >> 1); !d.Less(p-c, c) {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotate(d, start, m, end)
	}
	if a < start && start < mid {
		merge(d, a, start, mid)
	}
	if mid < end && end < b {
		merge(d, mid, end, b)
	}
}

// rotate exchanges the neighbouring blocks [a,m) and [m,b), the smaller one at a time.
func rotate(d ops, a, m, b int) {
	i, j := m-a, b-m
	for i != j {
		if i > j {
			swapRange(d, m-i, m, j)
			i -= j
		} else {
			swapRange(d, m-i, m+j-i, i)
			j -= i
		}
	}
	swapRange(d, m-i, m, i)
}

func swapRange(d ops, a, b, n int) {
	for i := 0; i < n; i++ {
		d.Swap(a+i, b+i)
	}
}
