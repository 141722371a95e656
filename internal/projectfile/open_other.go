//go:build !unix

package projectfile

// nonBlocking is nothing where the file system holds no FIFOs.
const nonBlocking = 0
