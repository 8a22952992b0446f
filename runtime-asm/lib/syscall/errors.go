// errors.go: error numbers and signals of Linux, in Go's words.

package syscall

import "internal/oserror"

// errorTexts holds the texts of error numbers from 1 on, one a line; an empty one is not in use.
const errorTexts = "" +
	"operation not permitted\nno such file or directory\nno such process\ninterrupted system call\n" +
	"input/output error\nno such device or address\nargument list too long\nexec format error\nbad file descriptor\n" +
	"no child processes\nresource temporarily unavailable\ncannot allocate memory\npermission denied\n" +
	"bad address\nblock device required\ndevice or resource busy\nfile exists\ninvalid cross-device link\n" +
	"no such device\nnot a directory\nis a directory\ninvalid argument\ntoo many open files in system\n" +
	"too many open files\ninappropriate ioctl for device\ntext file busy\nfile too large\nno space left on device\n" +
	"illegal seek\nread-only file system\ntoo many links\nbroken pipe\nnumerical argument out of domain\n" +
	"numerical result out of range\nresource deadlock avoided\nfile name too long\nno locks available\n" +
	"function not implemented\ndirectory not empty\ntoo many levels of symbolic links\n\nno message of desired type\n" +
	"identifier removed\nchannel number out of range\nlevel 2 not synchronized\nlevel 3 halted\n" +
	"level 3 reset\nlink number out of range\nprotocol driver not attached\nno CSI structure available\n" +
	"level 2 halted\ninvalid exchange\ninvalid request descriptor\nexchange full\nno anode\ninvalid request code\n" +
	"invalid slot\n\nbad font file format\ndevice not a stream\nno data available\ntimer expired\n" +
	"out of streams resources\nmachine is not on the network\npackage not installed\nobject is remote\n" +
	"link has been severed\nadvertise error\nsrmount error\ncommunication error on send\nprotocol error\n" +
	"multihop attempted\nRFS specific error\nbad message\nvalue too large for defined data type\n" +
	"name not unique on network\nfile descriptor in bad state\nremote address changed\ncan not access a needed shared library\n" +
	"accessing a corrupted shared library\n.lib section in a.out corrupted\nattempting to link in too many shared libraries\n" +
	"cannot exec a shared library directly\ninvalid or incomplete multibyte or wide character\ninterrupted system call should be restarted\n" +
	"streams pipe error\ntoo many users\nsocket operation on non-socket\ndestination address required\n" +
	"message too long\nprotocol wrong type for socket\nprotocol not available\nprotocol not supported\n" +
	"socket type not supported\noperation not supported\nprotocol family not supported\naddress family not supported by protocol\n" +
	"address already in use\ncannot assign requested address\nnetwork is down\nnetwork is unreachable\n" +
	"network dropped connection on reset\nsoftware caused connection abort\nconnection reset by peer\n" +
	"no buffer space available\ntransport endpoint is already connected\ntransport endpoint is not connected\n" +
	"cannot send after transport endpoint shutdown\ntoo many references: cannot splice\nconnection timed out\n" +
	"connection refused\nhost is down\nno route to host\noperation already in progress\noperation now in progress\n" +
	"stale NFS file handle\nstructure needs cleaning\nnot a XENIX named type file\nno XENIX semaphores available\n" +
	"is a named type file\nremote I/O error\ndisk quota exceeded\nno medium found\nwrong medium type\n" +
	"operation canceled\nrequired key not available\nkey has expired\nkey has been revoked\nkey was rejected by service\n" +
	"owner died\nstate not recoverable\noperation not possible due to RF-kill\n\n"

const signalTexts = "" +
	"hangup\ninterrupt\nquit\nillegal instruction\ntrace/breakpoint trap\naborted\nbus error\nfloating point exception\n" +
	"killed\nuser defined signal 1\nsegmentation fault\nuser defined signal 2\nbroken pipe\nalarm clock\n" +
	"terminated\nstack fault\nchild exited\ncontinued\nstopped (signal)\nstopped\nstopped (tty input)\n" +
	"stopped (tty output)\nurgent I/O condition\nCPU time limit exceeded\nfile size limit exceeded\n" +
	"virtual timer expired\nprofiling timer expired\nwindow changed\nI/O possible\npower failure\n" +
	"bad system call\n"

// nth gives the n-th line, from 1.
func nth(lines string, n int) string {
	start := 0
	for i := 0; i < len(lines); i++ {
		if lines[i] == '\n' {
			if n--; n == 0 {
				return lines[start:i]
			}
			start = i + 1
		}
	}
	return ""
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func (e Errno) Error() string {
	if e > 0 {
		if s := nth(errorTexts, int(e)); s != "" {
			return s
		}
	}
	return "errno " + itoa(int(e))
}

const (
	eperm        = Errno(1)
	emfile       = Errno(24)
	enotempty    = Errno(39)
	econnaborted = Errno(103)
	econnreset   = Errno(104)
	etimedout    = Errno(110)
)

func (e Errno) Is(target error) bool {
	switch target {
	case oserror.ErrPermission:
		return e == EACCES || e == eperm
	case oserror.ErrExist:
		return e == EEXIST || e == enotempty
	case oserror.ErrNotExist:
		return e == ENOENT
	}
	return false
}

func (e Errno) Temporary() bool {
	return e == EINTR || e == emfile || e == econnreset || e == econnaborted || e.Timeout()
}

func (e Errno) Timeout() bool { return e == EAGAIN || e == etimedout }

func (s Signal) String() string {
	if s > 0 {
		if t := nth(signalTexts, int(s)); t != "" {
			return t
		}
	}
	return "signal " + itoa(int(s))
}
