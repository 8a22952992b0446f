// ring.go: a circular list without beginning; any element stands for the whole.

package ring

// Move steps n elements forward, or backward for a negative n.
func (r *Ring) Move(n int) *Ring {
	if r.next == nil {
		return r.init()
	}
	for ; n > 0; n-- {
		r = r.next
	}
	for ; n < 0; n++ {
		r = r.prev
	}
	return r
}

// New makes a ring of n elements.
func New(n int) *Ring {
	if n <= 0 {
		return nil
	}
	r := new(Ring)
	last := r
	for i := 1; i < n; i++ {
		e := &Ring{prev: last}
		last.next = e
		last = e
	}
	last.next, r.prev = r, last
	return r
}

// Link inserts s after r and gives what followed r. If both are in one ring, it cuts out what lies
// between them.
func (r *Ring) Link(s *Ring) *Ring {
	after := r.Next()
	if s != nil {
		last := s.Prev()
		r.next, s.prev = s, r
		after.prev, last.next = last, after
	}
	return after
}

// Unlink removes n elements after r and gives them as a ring.
func (r *Ring) Unlink(n int) *Ring {
	if n <= 0 {
		return nil
	}
	return r.Link(r.Move(n + 1))
}

// Len counts the elements.
func (r *Ring) Len() int {
	if r == nil {
		return 0
	}
	n := 1
	for e := r.Next(); e != r; e = e.next {
		n++
	}
	return n
}

// Do calls f for each value, from r on.
func (r *Ring) Do(f func(interface{})) {
	if r == nil {
		return
	}
	f(r.Value)
	for e := r.Next(); e != r; e = e.next {
		f(e.Value)
	}
}
