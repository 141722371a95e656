// Package osstat returns what the operating system knows of files, and of the process, beyond package os: the inode of a file with several
// names, device numbers, the sizes of extended attributes, the processor time. What a system does not have is zero.
package osstat

// Stat is what [os.Lstat] returns besides [io/fs.FileInfo].
type Stat struct {
	Inode uint64
	// HardLink reports whether the file has several names.
	HardLink bool
	// Major and Minor are the numbers of a device.
	Major, Minor uint32
}
