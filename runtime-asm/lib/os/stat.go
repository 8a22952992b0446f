// stat.go: what the file system says about files, and what is in directories.

package os

import (
	"io"
	"time"
	"unsafe"
)

// stat is struct stat of Linux on amd64.
type stat struct {
	dev     uint64
	ino     uint64
	nlink   uint64
	mode    uint32
	uid     uint32
	gid     uint32
	_       int32
	rdev    uint64
	size    int64
	blksize int64
	blocks  int64
	atime   [2]int64
	mtime   [2]int64
	ctime   [2]int64
	_       [3]int64
}

type fileStat struct {
	name string
	mode FileMode
	sys  stat
}

func (fs *fileStat) Name() string       { return fs.name }
func (fs *fileStat) IsDir() bool        { return fs.mode.IsDir() }
func (fs *fileStat) Size() int64        { return fs.sys.size }
func (fs *fileStat) Mode() FileMode     { return fs.mode }
func (fs *fileStat) ModTime() time.Time { return time.Unix(fs.sys.mtime[0], fs.sys.mtime[1]) }
func (fs *fileStat) Sys() interface{}   { return &fs.sys }

// fill sets name, the last element of the path, and the mode.
func (fs *fileStat) fill(path string) *fileStat {
	for len(path) > 1 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	fs.name = path
	for i := len(path) - 2; i >= 0; i-- {
		if path[i] == '/' {
			fs.name = path[i+1:]
			break
		}
	}
	m := fs.sys.mode
	fs.mode = FileMode(m & 0777)
	switch m & 0xf000 {
	case 0x6000:
		fs.mode |= ModeDevice
	case 0x2000:
		fs.mode |= ModeDevice | ModeCharDevice
	case 0x4000:
		fs.mode |= ModeDir
	case 0x1000:
		fs.mode |= ModeNamedPipe
	case 0xa000:
		fs.mode |= ModeSymlink
	case 0xc000:
		fs.mode |= ModeSocket
	}
	if m&0x400 != 0 {
		fs.mode |= ModeSetgid
	}
	if m&0x800 != 0 {
		fs.mode |= ModeSetuid
	}
	if m&0x200 != 0 {
		fs.mode |= ModeSticky
	}
	return fs
}

func Stat(name string) (FileInfo, error) {
	var fs fileStat
	if _, err := pathCall(sysStat, name, uintptr(unsafe.Pointer(&fs.sys)), 0); err != nil {
		return nil, &PathError{"stat", name, err}
	}
	return fs.fill(name), nil
}

func Lstat(name string) (FileInfo, error) {
	var fs fileStat
	if _, err := pathCall(sysLstat, name, uintptr(unsafe.Pointer(&fs.sys)), 0); err != nil {
		return nil, &PathError{"lstat", name, err}
	}
	return fs.fill(name), nil
}

func (f *File) Stat() (FileInfo, error) {
	var fs fileStat
	if _, err := f.do("stat", sysFstat, uintptr(unsafe.Pointer(&fs.sys)), 0, 0); err != nil {
		return nil, err
	}
	return fs.fill(f.name), nil
}

func SameFile(fi1, fi2 FileInfo) bool {
	a, ok1 := fi1.(*fileStat)
	b, ok2 := fi2.(*fileStat)
	return ok1 && ok2 && a.sys.dev == b.sys.dev && a.sys.ino == b.sys.ino
}

// String is the form of ls -l: letters for the type, then rwx three times.
func (m FileMode) String() string {
	const types = "dalTLDpSugct?"
	var buf [32]byte
	n := 0
	for i := range types {
		if m&(1<<uint(31-i)) != 0 {
			buf[n] = types[i]
			n++
		}
	}
	if n == 0 {
		buf[n] = '-'
		n++
	}
	const rwx = "rwxrwxrwx"
	for i := range rwx {
		if m&(1<<uint(8-i)) != 0 {
			buf[n] = rwx[i]
		} else {
			buf[n] = '-'
		}
		n++
	}
	return string(buf[:n])
}

// Readdirnames gives n names, all that are left if n <= 0, in the order of the directory.
func (f *File) Readdirnames(n int) (names []string, err error) {
	if f == nil {
		return nil, ErrInvalid
	}
	if f.dirinfo == nil {
		f.dirinfo = &dirInfo{buf: make([]byte, 8192)}
	}
	d := f.dirinfo
	all := n <= 0
	for all || len(names) < n {
		if d.bufp >= d.nbuf {
			d.bufp = 0
			d.nbuf, err = f.do("readdirent", sysGetdents64, base(d.buf), uintptr(len(d.buf)), 0)
			if err != nil {
				err = NewSyscallError("readdirent", underlying(err))
				return names, err
			}
			if d.nbuf == 0 {
				break
			}
		}
		// struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name
		rec := d.buf[d.bufp:d.nbuf]
		length := int(rec[16]) | int(rec[17])<<8
		d.bufp += length
		end := 19
		for end < length && rec[end] != 0 {
			end++
		}
		if name := string(rec[19:end]); name != "." && name != ".." {
			names = append(names, name)
		}
	}
	if !all && len(names) == 0 {
		return names, io.EOF
	}
	return names, nil
}

// Readdir is Readdirnames with Lstat of each.
func (f *File) Readdir(n int) ([]FileInfo, error) {
	names, err := f.Readdirnames(n)
	infos := make([]FileInfo, 0, len(names))
	for _, name := range names {
		path := f.name + "/" + name
		if f.name == "" {
			path = "./" + name
		}
		fi, e := Lstat(path)
		if IsNotExist(e) {
			continue // gone since
		}
		if e != nil {
			return infos, e
		}
		infos = append(infos, fi)
	}
	if len(infos) == 0 && err == nil && n > 0 {
		return infos, io.EOF
	}
	return infos, err
}
