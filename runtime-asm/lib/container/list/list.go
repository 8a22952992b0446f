// list.go: whole lists copied into another. The list is a ring through a sentinel, l.root.

package list

// PushBackList appends copies of other's elements; other may be l itself.
func (l *List) PushBackList(other *List) {
	l.lazyInit()
	e := other.Front()
	for n := other.Len(); n > 0; n-- {
		l.insertValue(e.Value, l.root.prev)
		e = e.Next()
	}
}

// PushFrontList inserts copies of other's elements at the front, in their order.
func (l *List) PushFrontList(other *List) {
	l.lazyInit()
	e := other.Back()
	for n := other.Len(); n > 0; n-- {
		l.insertValue(e.Value, &l.root)
		e = e.Prev()
	}
}
