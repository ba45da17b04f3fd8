/* The XML parser expat as Swift sees it. */
#ifndef APUS_CEXPAT_SHIM_H
#define APUS_CEXPAT_SHIM_H

#include <expat.h>

#endif
