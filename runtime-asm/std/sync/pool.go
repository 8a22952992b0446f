package sync

import "unsafe"

type Pool struct {
	noCopy noCopy

	local     unsafe.Pointer
	localSize uintptr

	victim     unsafe.Pointer
	victimSize uintptr

	New func() interface{}
}

func (p *Pool) Put(x interface{})

//go9:esc p=content
func (p *Pool) Get() interface{}
