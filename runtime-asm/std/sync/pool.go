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

func (p *Pool) Get() interface{}
