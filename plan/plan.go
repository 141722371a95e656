// Package plan says which contexts a Docker build transfers, which ignore file each of them is filtered by, and which paths the
// instructions of the stages that are built request of them.
//
// Call [Resolve] with what the command line says. [Collect] reads a Dockerfile alone, without the disk.
// The package does not walk a context, and it does not decide what an ignore file says; it never uses the network.
package plan
