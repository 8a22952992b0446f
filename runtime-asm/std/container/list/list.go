package list

type Element struct {
	next, prev *Element

	list *List

	Value interface{}
}

//line $GOROOT/src/container/list/list.go:31
func (e *Element) Next() *Element {
	if p := e.next; e.list != nil && p != &e.list.root {
		return p
	}
	return nil
}

//line $GOROOT/src/container/list/list.go:39
func (e *Element) Prev() *Element {
	if p := e.prev; e.list != nil && p != &e.list.root {
		return p
	}
	return nil
}

type List struct {
	root Element
	len  int
}

//line $GOROOT/src/container/list/list.go:54
func (l *List) Init() *List {
	l.root.next = &l.root
	l.root.prev = &l.root
	l.len = 0
	return l
}

//line $GOROOT/src/container/list/list.go:62
func New() *List { return new(List).Init() }

//line $GOROOT/src/container/list/list.go:66
func (l *List) Len() int { return l.len }

//line $GOROOT/src/container/list/list.go:69
func (l *List) Front() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.next
}

//line $GOROOT/src/container/list/list.go:77
func (l *List) Back() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.prev
}

//line $GOROOT/src/container/list/list.go:85
func (l *List) lazyInit() {
	if l.root.next == nil {
		l.Init()
	}
}

//line $GOROOT/src/container/list/list.go:92
func (l *List) insert(e, at *Element) *Element {
	n := at.next
	at.next = e
	e.prev = at
	e.next = n
	n.prev = e
	e.list = l
	l.len++
	return e
}

//line $GOROOT/src/container/list/list.go:104
func (l *List) insertValue(v interface{}, at *Element) *Element {
	return l.insert(&Element{Value: v}, at)
}

//line $GOROOT/src/container/list/list.go:109
func (l *List) remove(e *Element) *Element {
	e.prev.next = e.next
	e.next.prev = e.prev
	e.next = nil
	e.prev = nil
	e.list = nil
	l.len--
	return e
}

//line $GOROOT/src/container/list/list.go:120
func (l *List) move(e, at *Element) *Element {
	if e == at {
		return e
	}
	e.prev.next = e.next
	e.next.prev = e.prev

	n := at.next
	at.next = e
	e.prev = at
	e.next = n
	n.prev = e

	return e
}

//line $GOROOT/src/container/list/list.go:139
func (l *List) Remove(e *Element) interface{} {
	if e.list == l {
//line $GOROOT/src/container/list/list.go:143
		l.remove(e)
	}
	return e.Value
}

//line $GOROOT/src/container/list/list.go:149
func (l *List) PushFront(v interface{}) *Element {
	l.lazyInit()
	return l.insertValue(v, &l.root)
}

//line $GOROOT/src/container/list/list.go:155
func (l *List) PushBack(v interface{}) *Element {
	l.lazyInit()
	return l.insertValue(v, l.root.prev)
}

//line $GOROOT/src/container/list/list.go:163
func (l *List) InsertBefore(v interface{}, mark *Element) *Element {
	if mark.list != l {
		return nil
	}
//line $GOROOT/src/container/list/list.go:168
	return l.insertValue(v, mark.prev)
}

//line $GOROOT/src/container/list/list.go:174
func (l *List) InsertAfter(v interface{}, mark *Element) *Element {
	if mark.list != l {
		return nil
	}
//line $GOROOT/src/container/list/list.go:179
	return l.insertValue(v, mark)
}

//line $GOROOT/src/container/list/list.go:185
func (l *List) MoveToFront(e *Element) {
	if e.list != l || l.root.next == e {
		return
	}
//line $GOROOT/src/container/list/list.go:190
	l.move(e, &l.root)
}

//line $GOROOT/src/container/list/list.go:196
func (l *List) MoveToBack(e *Element) {
	if e.list != l || l.root.prev == e {
		return
	}
//line $GOROOT/src/container/list/list.go:201
	l.move(e, l.root.prev)
}

//line $GOROOT/src/container/list/list.go:207
func (l *List) MoveBefore(e, mark *Element) {
	if e.list != l || e == mark || mark.list != l {
		return
	}
	l.move(e, mark.prev)
}

//line $GOROOT/src/container/list/list.go:217
func (l *List) MoveAfter(e, mark *Element) {
	if e.list != l || e == mark || mark.list != l {
		return
	}
	l.move(e, mark)
}

//go9:esc l=heap other=content
func (l *List) PushBackList(other *List)

//go9:esc l=heap other=content
func (l *List) PushFrontList(other *List)
