package ring

type Ring struct {
	next, prev *Ring
	Value      interface{}
}

//line $GOROOT/src/container/ring/ring.go:19
func (r *Ring) init() *Ring {
	r.next = r
	r.prev = r
	return r
}

//line $GOROOT/src/container/ring/ring.go:26
func (r *Ring) Next() *Ring {
	if r.next == nil {
		return r.init()
	}
	return r.next
}

//line $GOROOT/src/container/ring/ring.go:34
func (r *Ring) Prev() *Ring {
	if r.next == nil {
		return r.init()
	}
	return r.prev
}

func (r *Ring) Move(n int) *Ring

func New(n int) *Ring

func (r *Ring) Link(s *Ring) *Ring

func (r *Ring) Unlink(n int) *Ring

//go9:esc r=none
func (r *Ring) Len() int

//go9:esc r=content f=none
func (r *Ring) Do(f func(interface{}))
