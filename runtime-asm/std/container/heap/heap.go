package heap

import "sort"

type Interface interface {
	sort.Interface
	Push(x interface{})
	Pop() interface{}
}

func Init(h Interface)

//line $GOROOT/src/container/heap/heap.go:52
func Push(h Interface, x interface{}) {
	h.Push(x)
	up(h, h.Len()-1)
}

func Pop(h Interface) interface{}

func Remove(h Interface, i int) interface{}

func Fix(h Interface, i int)

func up(h Interface, j int)

func down(h Interface, i0, n int) bool

func init()
