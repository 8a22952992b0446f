package os

func (file *file) isdir() bool
